"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var n=require("./chunk-NGO5YHAM.cjs");$export({a:()=>e,b:()=>i});var e=".github/tagstream.yml";function i(r,$){let t=[...new Set($)].sort().join(", "),o=r===e?"":r,a=t===""||o===""?`${t}${o}`:`${t} in ${o}`;return a===""?void 0:a}(0,n.a)(i,"scopeLabel");
