"use strict";
var u=Object.defineProperty;var x=Object.getOwnPropertyDescriptor;var z=Object.getOwnPropertyNames;var A=Object.prototype.hasOwnProperty;var E=(n,e)=>{for(var o in e)u(n,o,{get:e[o],enumerable:!0})},F=(n,e,o,r)=>{if(e&&typeof e=="object"||typeof e=="function")for(let t of z(e))!A.call(n,t)&&t!==o&&u(n,t,{get:()=>e[t],enumerable:!(r=x(e,t))||r.enumerable});return n};var L=n=>F(u({},"__esModule",{value:!0}),n);var T={};E(T,{completionOf:()=>p,completionScript:()=>h});module.exports=L(T);var R=require("./chunk-FFDJ24P7.cjs"),b=require("./chunk-KTAZO3MH.cjs"),N=require("./chunk-MB2SWEY4.cjs"),P=require("./chunk-XR7B4SJL.cjs"),S=require("./chunk-LHGO6IWG.cjs"),Q=require("./chunk-62JEF353.cjs"),U=require("./chunk-UIMJUTJR.cjs"),V=require("./chunk-Z7FLUHME.cjs"),B=require("./chunk-HSDJTLWY.cjs"),G=require("./chunk-R6GV2UHF.cjs"),m=require("./chunk-NGO5YHAM.cjs"),d=[{name:"help",short:"h",help:"show the options",multiple:!1},{name:"version",help:"show the version",multiple:!1}];function f({commands:n}){let e=new Map;for(let{name:o,options:r}of n)for(let t of r){let a=e.get(t.name)??{option:t,of:[]};e.set(t.name,{...a,of:[...a.of,o]})}return[...e.values()]}(0,m.a)(f,"optionsWithCommands");function c({name:n,short:e}){return[...e===void 0?[]:[`-${e}`],`--${n}`]}(0,m.a)(c,"formsOf");function w(n){let{program:e,initial:o,commands:r}=n,t=f(n).filter(({option:i})=>i.value),a=r.map(({name:i})=>i).join(" ");return`# Completes ${e} in bash: eval "$(${e} completion bash)"
_${e}_reply() {
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$@")
}

_${e}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" argument="" skip="" word i
  COMPREPLY=()
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$previous" in
${t.map(({option:i})=>`    ${c(i).join(" | ")})${v(e,i.value)}`).join(`
`)}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      = | ${t.flatMap(({option:i})=>c(i)).join(" | ")}) skip=1 ;;
      -*) skip="" ;;
      *)
        if [[ -n $skip ]]; then skip=""; elif [[ -z $command ]]; then command="$word"; else argument="$word"; fi
        ;;
    esac
  done
  if [[ -z $command && $current != -* ]]; then
    _${e}_reply -W "${a}" -- "$current"
    return
  fi
  case "\${command:-${o}}" in
${r.map(i=>g(e,i)).join(`
`)}
  esac
}

complete -F _${e} ${e}
`}(0,m.a)(w,"bashScript");function v(n,e){let o=(0,m.a)(r=>`
      compopt -o filenames 2>/dev/null
      _${n}_reply ${r} -- "$current"
      return
      ;;`,"files");return e?.kind==="files"?o("-f"):e?.kind==="folders"?o("-d"):e?.kind!=="words"?" return ;;":`
      _${n}_reply -W "${e.words.join(" ")}" -- "$current"
      return
      ;;`}(0,m.a)(v,"replyOf");function g(n,{name:e,argument:o,options:r}){let t=[...r,...d].flatMap(c).join(" "),a=`_${n}_reply -W "${t}" -- "$current"`;return o.length===0?`    ${e}) ${a} ;;`:`    ${e})
      if [[ -z $argument && $current != -* ]]; then
        _${n}_reply -W "${o.join(" ")}" -- "$current"
      else
        ${a}
      fi
      ;;`}(0,m.a)(g,"commandCase");function O(n){let{program:e,initial:o,commands:r}=n,t=r.map(({name:i})=>i).join(" "),a=`complete -c ${e}`;return`# Completes ${e} in fish: ${e} completion fish | source
function __${e}_command
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if contains -- $word ${t}
            echo $word
            return
        end
    end
end

function __${e}_runs
    set -l command (__${e}_command)
    test -n "$command"; or set command ${o}
    contains -- $command $argv
end

${a} -f
${r.map(({name:i,summary:$})=>`${a} -n 'test -z (__${e}_command)' -a ${i} -d ${l($)}`).join(`
`)}
${r.filter(({argument:i})=>i.length>0).map(({name:i,argument:$})=>{let D=`not __fish_seen_subcommand_from ${$.join(" ")}`;return`${a} -n '__${e}_runs ${i}; and ${D}' -a ${l($.join(" "))}`}).join(`
`)}
${f(n).map(({option:i,of:$})=>`${a} -n '__${e}_runs ${$.join(" ")}' ${_(i)}`).join(`
`)}
${d.map(i=>`${a} ${_(i)}`).join(`
`)}
`}(0,m.a)(O,"fishScript");function _({name:n,short:e,help:o,value:r}){return[...e===void 0?[]:[`-s ${e}`],`-l ${n}`,...r?[j(r)]:[],`-d ${l(o)}`].join(" ")}(0,m.a)(_,"optionWords");function j({kind:n,words:e}){return{files:"-r -F",folders:"-x -a '(__fish_complete_directories)'",words:`-x -a ${l(e.join(" "))}`,text:"-x"}[n]}(0,m.a)(j,"valueWords");function l(n){return`'${n.replaceAll("\\","\\\\").replaceAll("'","\\'")}'`}(0,m.a)(l,"quoted");function C({program:n,initial:e,commands:o}){let r=o.map(({name:t})=>t).join(" | ");return`#compdef ${n}
# Completes ${n} in zsh, after compinit: source <(${n} completion zsh)
_${n}() {
  local command=${e} word state
  local -a names arguments
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in
      ${r}) command="$word"; break ;;
    esac
  done
  names=(
${o.map(({name:t,summary:a})=>`    ${s(`${t}:${a.replaceAll(":","\\:")}`)}`).join(`
`)}
  )
  case "$command" in
${o.map(k).join(`
`)}
  esac
  _arguments $arguments '1:command:->command' && return
  [[ $state == command ]] && _describe -t commands command names
}

if [[ "\${funcstack[1]}" == _${n} ]]; then
  _${n} "$@"
else
  compdef _${n} ${n}
fi
`}(0,m.a)(C,"zshScript");function k({name:n,argument:e,options:o}){let r=[...[...o,...d].map(W),...e.length>0?[s(`2:argument:(${e.join(" ")})`)]:[]];return`    ${n})
      arguments=(
${r.map(t=>`        ${t}`).join(`
`)}
      )
      ;;`}(0,m.a)(k,"commandCase");function W({name:n,short:e,help:o,multiple:r,value:t}){let a=`--${n}${t?"=":""}`,i=`[${o.replaceAll(/[[\]\\]/g,"\\$&")}]${t?`:${t.label}:${y(t)}`:""}`;return r?s(`*${a}${i}`):e===void 0?s(`${a}${i}`):`${s(`(-${e} --${n})`)}{-${e},${a}}${s(i)}`}(0,m.a)(W,"specOf");function y({kind:n,words:e}){return{files:"_files",folders:"_files -/",words:`(${e.join(" ")})`,text:" "}[n]}(0,m.a)(y,"actionOf");function s(n){return`'${n.replaceAll("'","'\\''")}'`}(0,m.a)(s,"quoted");var q={bash:w,zsh:C,fish:O},I={event:S.a.filter(({offline:n})=>n).map(({name:n})=>n),verdict:P.a};async function h(n,e){let[,o]=Object.entries(q).find(([r])=>r===n)??[];if(!o)throw new TypeError(`no completion for the shell "${n}" after its check`);return o(p(e))}(0,m.a)(h,"completionScript");function p(n){let e=n.filter(({onlyAt:o})=>o!=="action");return{program:"tagstream",initial:b.a.command.default,commands:e.map(o=>({name:o.name,summary:o.summary,argument:o.argument?.values??[],options:(0,R.b)(o).map(r=>({name:r.name,...r.short===void 0?{}:{short:r.short},help:r.help,multiple:r.multiple??!1,...M(r)}))}))}}(0,m.a)(p,"completionOf");function M({name:n,value:e}){if(e===void 0)return{};let o=I[n];return o?{value:{label:e,kind:"words",words:o}}:{value:{label:e,kind:e==="FILE"?"files":e==="FOLDER"?"folders":"text",words:[]}}}(0,m.a)(M,"completedValue");0&&(module.exports={completionOf,completionScript});
