"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var a=require("./chunk-AD5DUUWN.cjs"),m=require("./chunk-YLPGOKGA.cjs"),l=require("./chunk-NGO5YHAM.cjs");$export({a:()=>n});function n(r,h,o){let s=`*Shortened to GitHub's limit for summaries: see ${o!==void 0&&(0,a.b)(o)?`[the run's log](${o})`:"the run's log"} for the rest.*`,f=h-(0,m.i)(s)-2,i=new Set;for(let t of r.toSorted((e,u)=>e.rank-u.rank)){let e=(0,m.i)(t.text)+2;e>f||(f-=e,i.add(t))}return`${[...r.filter(t=>i.has(t)).map(({text:t})=>t),...i.size<r.length?[s]:[]].join(`

`)}
`}(0,l.a)(n,"withinLimit");
