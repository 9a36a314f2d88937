"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var n=require("./chunk-NGO5YHAM.cjs");$export({a:()=>p});function p(a,f){let t=new Map;for(let e of a){let o=f(e),r=t.get(o);r?r.push(e):t.set(o,[e])}return t}(0,n.a)(p,"groupBy");
