"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var a=require("./chunk-NGO5YHAM.cjs");$export({a:()=>r});function r(t,o){return t<o?-1:+(t>o)}(0,a.a)(r,"compareTexts");
