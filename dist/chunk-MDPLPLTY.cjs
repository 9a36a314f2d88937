"use strict";
var f=Object.defineProperty;var p=Object.getOwnPropertyDescriptor;var x=Object.getOwnPropertyNames;var g=Object.prototype.hasOwnProperty;var S=(t,e)=>{for(var r in e)f(t,r,{get:e[r],enumerable:!0})},$=(t,e,r,m)=>{if(e&&typeof e=="object"||typeof e=="function")for(let o of x(e))!g.call(t,o)&&o!==r&&f(t,o,{get:()=>e[o],enumerable:!(m=p(e,o))||m.enumerable});return t};var b=t=>$(f({},"__esModule",{value:!0}),t);var k={};S(k,{a:()=>l});module.exports=b(k);var h=require("./chunk-AD5DUUWN.cjs"),n=require("./chunk-YLPGOKGA.cjs"),u=require("./chunk-NGO5YHAM.cjs");function l(t,e,r){let m=`*Shortened to GitHub's limit for summaries: see ${r!==void 0&&(0,h.b)(r)?`[the run's log](${r})`:"the run's log"} for the rest.*`,o=e-(0,n.i)(m)-2,a=new Set;for(let i of t.toSorted((s,d)=>s.rank-d.rank)){let s=(0,n.i)(i.text)+2;s>o||(o-=s,a.add(i))}return`${[...t.filter(i=>a.has(i)).map(({text:i})=>i),...a.size<t.length?[m]:[]].join(`

`)}
`}(0,u.a)(l,"withinLimit");0&&(module.exports={a});
