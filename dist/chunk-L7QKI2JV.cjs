"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var e=require("./chunk-E2CCKGOP.cjs"),r=require("./chunk-BP4W4XBV.cjs"),a=require("./chunk-NGO5YHAM.cjs");$export({a:()=>o});function o({evaluatedAliases:s=[]}){return s.some(({pattern:t})=>(0,e.e)(t).some(i=>(0,e.f)(i)===r.d.version))}(0,a.a)(o,"keepsVersionLabel");
