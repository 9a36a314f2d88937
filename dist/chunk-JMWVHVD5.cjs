"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var r=require("./chunk-NGO5YHAM.cjs");$export({a:()=>e});function e(o){return typeof o=="object"&&o!==null&&"code"in o&&typeof o.code=="string"?o.code:""}(0,r.a)(e,"errorCode");
