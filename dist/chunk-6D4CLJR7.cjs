"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var n=require("./chunk-NGO5YHAM.cjs");$export({a:()=>a});async function a(o,t,i){let r=o.group(t);try{return await i(r)}finally{r.end()}}(0,n.a)(a,"inGroup");
