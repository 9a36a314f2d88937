"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var b=require("./chunk-NGO5YHAM.cjs");$export({a:()=>a});function a(t,e){return{manifest:(0,b.a)(o=>t.manifest(e,o),"manifest"),blob:(0,b.a)(o=>t.blob(e,o),"blob"),blobStream:(0,b.a)((o,r)=>t.blobStream(e,o,r),"blobStream")}}(0,b.a)(a,"repositorySource");
