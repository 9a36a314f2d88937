"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var o=require("./chunk-YLPGOKGA.cjs"),i=require("./chunk-NGO5YHAM.cjs");$export({a:()=>m,b:()=>t});var a=6e4,m=[100,30,10];function t(e){let r="";for(let f of e)if(r=f(),(0,o.i)(r)<=a)return r;return r}(0,i.a)(t,"firstThatFits");
