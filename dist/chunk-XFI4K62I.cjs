"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var e=require("./chunk-KNE2A2VX.cjs"),r=require("./chunk-3QUFSKKJ.cjs"),a=require("./chunk-NGO5YHAM.cjs");$export({a:()=>o});function o({evaluatedAliases:s=[]}){return s.some(({pattern:t})=>(0,e.t)(t).some(i=>(0,e.u)(i)===r.d.version))}(0,a.a)(o,"keepsVersionLabel");
