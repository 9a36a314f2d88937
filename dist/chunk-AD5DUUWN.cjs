"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var n=require("./chunk-NGO5YHAM.cjs");$export({a:()=>e,b:()=>t});function e({run:{url:r}}){return r!==void 0&&t(r)?`[The run](${r}) has logs and details.`:""}(0,n.a)(e,"runLink");function t(r){return/^https:\/\/[\w.:/-]+$/.test(r)}(0,n.a)(t,"isPage");
