"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var t=require("./chunk-AVRJ44SA.cjs"),e=require("./chunk-2S2L7XHX.cjs"),o=require("./chunk-PADJBZLO.cjs"),i=require("./chunk-NGO5YHAM.cjs");$export({GitHub:()=>t.e,context:()=>t.c,defaults:()=>t.d,getOctokitOptions:()=>t.f,getUserAgentWithOrchestrationId:()=>t.b});
