"use strict";
var f=Object.defineProperty;var p=Object.getOwnPropertyDescriptor;var x=Object.getOwnPropertyNames;var g=Object.prototype.hasOwnProperty;var S=(t,e)=>{for(var r in e)f(t,r,{get:e[r],enumerable:!0})},$=(t,e,r,s)=>{if(e&&typeof e=="object"||typeof e=="function")for(let o of x(e))!g.call(t,o)&&o!==r&&f(t,o,{get:()=>e[o],enumerable:!(s=p(e,o))||s.enumerable});return t};var b=t=>$(f({},"__esModule",{value:!0}),t);var k={};S(k,{a:()=>l});module.exports=b(k);var h=require("./chunk-AD5DUUWN.cjs"),n=require("./chunk-NNBFBMMG.cjs"),u=require("./chunk-NGO5YHAM.cjs");function l(t,e,r){let s=`*Shortened to GitHub's limit for summaries: see ${r!==void 0&&(0,h.b)(r)?`[the run's log](${r})`:"the run's log"} for the rest.*`,o=e-(0,n.l)(s)-2,a=new Set;for(let i of t.toSorted((m,d)=>m.rank-d.rank)){let m=(0,n.l)(i.text)+2;m>o||(o-=m,a.add(i))}return`${[...t.filter(i=>a.has(i)).map(({text:i})=>i),...a.size<t.length?[s]:[]].join(`

`)}
`}(0,u.a)(l,"withinLimit");0&&(module.exports={a});
