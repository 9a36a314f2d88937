"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var e=require("./chunk-MHTFK2ML.cjs"),r=require("./chunk-BP4W4XBV.cjs"),a=require("./chunk-NGO5YHAM.cjs");$export({a:()=>o});function o({evaluatedAliases:s=[]}){return s.some(({pattern:t})=>(0,e.t)(t).some(i=>(0,e.u)(i)===r.d.version))}(0,a.a)(o,"keepsVersionLabel");
