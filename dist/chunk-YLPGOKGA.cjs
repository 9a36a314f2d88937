"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var a=require("./chunk-LWYI65JP.cjs"),r=require("./chunk-NGO5YHAM.cjs");$export({a:()=>u,b:()=>i,c:()=>s,d:()=>$,e:()=>m,f:()=>w,g:()=>g,h:()=>h,i:()=>b});var j=new RegExp([/:\/\//,/www\./,/(?:mailto|xmpp):|[\w.+-]@[\w.-]*\.\w/,/#\d/,/(?:gh|ghsa|cve)-\w/,/(?<![a-z\d_])(?!\d{8}-\d{4}(?!\d))[a-f\d]{7,40}(?![a-z\d_])/].map(({source:e})=>e).join("|"),"iu");function p(e,n){return j.test(e.replace(/(?<![\w/.-])#?\w+/g,t=>n(t)?"":t))}(0,r.a)(p,"linksSomewhere");function u(...e){return n=>e.some(t=>n===(typeof t=="number"?`#${t}`:t))}(0,r.a)(u,"isOneOf");function i(e,n=u()){return l(e,n,t=>`\`${t}\``).replace(/^(\d+)([.)])/,"$1\\$2").replace(/^[#+=:-]/,f)}(0,r.a)(i,"escapeMarkdown");function s(e){return l(e,u(),n=>`<code>${d(n)}</code>`)}(0,r.a)(s,"escapeHtml");function l(e,n,t){return(0,a.c)(e).split(/([\s()[\]{}<>"'`|*]+)/).map(c=>{if(!p(c,n))return d(c).replace(/(^|\W)@(?=\w)/g,"$1@\u200B");let o=c.replace(/[.,;:!?]{1,20}$/,"");return`${t(o)}${c.slice(o.length)}`}).join("")}(0,r.a)(l,"linksAsCode");function d(e){return e.replace(/[\\`*_[\]<>&|~$]/g,f)}(0,r.a)(d,"references");function f(e){return`&#${e.charCodeAt(0)};`}(0,r.a)(f,"reference");function $(e){let n=(0,a.c)(e);return/^[\w.:/@+=, -]+$/.test(n)?`\`${n}\``:`<code>${i(n)}</code>`}(0,r.a)($,"code");function m(e){let n=(0,a.a)(e).replace(/\n+$/,""),t=Math.max(2,...[...n.matchAll(/`+/g)].map(([o])=>o.length)),c="`".repeat(t+1);return`${c}text
${n}
${c}`}(0,r.a)(m,"fenced");function w(e,n){return`<details><summary>${e}</summary>

${n}

</details>`}(0,r.a)(w,"folded");function g(e,n){let t=(0,r.a)(c=>`| ${c.join(" | ")} |`,"line");return[t(e),`|${" --- |".repeat(e.length)}`,...n.map(t)].join(`
`)}(0,r.a)(g,"markdownTable");function h(e){return e.map(n=>`- ${n}`).join(`
`)}(0,r.a)(h,"bulletList");var x=new TextEncoder;function b(e){return x.encode(e).length}(0,r.a)(b,"bytesOf");
