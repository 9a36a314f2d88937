"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var o=require("./chunk-NGO5YHAM.cjs");$export({a:()=>e,b:()=>n});var e="version";function n({versions:r}){return r?.alone===!0}(0,o.a)(n,"hasVersionsAlone");
