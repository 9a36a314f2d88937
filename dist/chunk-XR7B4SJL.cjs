"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
$export({a:()=>a});var a=["good","bad"];
