"use strict";var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;
var M=require("./chunk-6Y3MZT2X.cjs"),R=require("./chunk-DIPUY3WQ.cjs"),z=require("./chunk-MB2SWEY4.cjs"),b=require("./chunk-XR7B4SJL.cjs"),P=require("./chunk-HWSOTF6P.cjs"),A=require("./chunk-CL4V364C.cjs"),E=require("./chunk-726UYD2B.cjs"),F=require("./chunk-Z7FLUHME.cjs"),L=require("./chunk-HSDJTLWY.cjs"),q=require("./chunk-R6GV2UHF.cjs"),m=require("./chunk-NGO5YHAM.cjs");$export({completionScript:()=>k});var p=[{name:"help",short:"h",help:"show the options",multiple:!1},{name:"version",help:"show the version",multiple:!1}];function u({commands:n}){let e=new Map;for(let{name:o,options:r}of n)for(let i of r){let a=e.get(i.name)??{option:i,of:[]};e.set(i.name,{...a,of:[...a.of,o]})}return[...e.values()]}(0,m.a)(u,"optionsWithCommands");function c({name:n,short:e}){return[...e===void 0?[]:[`-${e}`],`--${n}`]}(0,m.a)(c,"formsOf");function f(n){let{program:e,initial:o,commands:r}=n,i=u(n).filter(({option:t})=>t.value),a=r.map(({name:t})=>t).join(" ");return`# Completes ${e} in bash: eval "$(${e} completion bash)"
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
${i.map(({option:t})=>`    ${c(t).join(" | ")})${_(e,t.value)}`).join(`
`)}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      = | ${i.flatMap(({option:t})=>c(t)).join(" | ")}) skip=1 ;;
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
${r.map(t=>h(e,t)).join(`
`)}
  esac
}

complete -F _${e} ${e}
`}(0,m.a)(f,"bashScript");function _(n,e){let o=(0,m.a)(r=>`
      compopt -o filenames 2>/dev/null
      _${n}_reply ${r} -- "$current"
      return
      ;;`,"files");return e?.kind==="files"?o("-f"):e?.kind==="folders"?o("-d"):e?.kind!=="words"?" return ;;":`
      _${n}_reply -W "${e.words.join(" ")}" -- "$current"
      return
      ;;`}(0,m.a)(_,"replyOf");function h(n,{name:e,argument:o,options:r}){let i=[...r,...p].flatMap(c).join(" "),a=`_${n}_reply -W "${i}" -- "$current"`;return o.length===0?`    ${e}) ${a} ;;`:`    ${e})
      if [[ -z $argument && $current != -* ]]; then
        _${n}_reply -W "${o.join(" ")}" -- "$current"
      else
        ${a}
      fi
      ;;`}(0,m.a)(h,"commandCase");function w(n){let{program:e,initial:o,commands:r}=n,i=r.map(({name:t})=>t).join(" "),a=`complete -c ${e}`;return`# Completes ${e} in fish: ${e} completion fish | source
function __${e}_command
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if contains -- $word ${i}
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
${r.map(({name:t,summary:s})=>`${a} -n 'test -z (__${e}_command)' -a ${t} -d ${l(s)}`).join(`
`)}
${r.filter(({argument:t})=>t.length>0).map(({name:t,argument:s})=>{let S=`not __fish_seen_subcommand_from ${s.join(" ")}`;return`${a} -n '__${e}_runs ${t}; and ${S}' -a ${l(s.join(" "))}`}).join(`
`)}
${u(n).map(({option:t,of:s})=>`${a} -n '__${e}_runs ${s.join(" ")}' ${d(t)}`).join(`
`)}
${p.map(t=>`${a} ${d(t)}`).join(`
`)}
`}(0,m.a)(w,"fishScript");function d({name:n,short:e,help:o,value:r}){return[...e===void 0?[]:[`-s ${e}`],`-l ${n}`,...r?[v(r)]:[],`-d ${l(o)}`].join(" ")}(0,m.a)(d,"optionWords");function v({kind:n,words:e}){return{files:"-r -F",folders:"-x -a '(__fish_complete_directories)'",words:`-x -a ${l(e.join(" "))}`,text:"-x"}[n]}(0,m.a)(v,"valueWords");function l(n){return`'${n.replaceAll("\\","\\\\").replaceAll("'","\\'")}'`}(0,m.a)(l,"quoted");function g({program:n,initial:e,commands:o}){let r=o.map(({name:i})=>i).join(" | ");return`#compdef ${n}
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
${o.map(({name:i,summary:a})=>`    ${$(`${i}:${a.replaceAll(":","\\:")}`)}`).join(`
`)}
  )
  case "$command" in
${o.map(j).join(`
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
`}(0,m.a)(g,"zshScript");function j({name:n,argument:e,options:o}){let r=[...[...o,...p].map(O),...e.length>0?[$(`2:argument:(${e.join(" ")})`)]:[]];return`    ${n})
      arguments=(
${r.map(i=>`        ${i}`).join(`
`)}
      )
      ;;`}(0,m.a)(j,"commandCase");function O({name:n,short:e,help:o,multiple:r,value:i}){let a=`--${n}${i?"=":""}`,t=`[${o.replaceAll(/[[\]\\]/g,"\\$&")}]${i?`:${i.label}:${C(i)}`:""}`;return r?$(`*${a}${t}`):e===void 0?$(`${a}${t}`):`${$(`(-${e} --${n})`)}{-${e},${a}}${$(t)}`}(0,m.a)(O,"specOf");function C({kind:n,words:e}){return{files:"_files",folders:"_files -/",words:`(${e.join(" ")})`,text:" "}[n]}(0,m.a)(C,"actionOf");function $(n){return`'${n.replaceAll("'","'\\''")}'`}(0,m.a)($,"quoted");var D={bash:f,zsh:g,fish:w},x={event:P.a.filter(({offline:n})=>n).map(({name:n})=>n),verdict:b.a};async function k(n,e){let[,o]=Object.entries(D).find(([r])=>r===n)??[];if(!o)throw new TypeError(`no completion for the shell "${n}" after its check`);return o(W(e))}(0,m.a)(k,"completionScript");function W(n){let e=n.filter(({onlyAt:o})=>o!=="action");return{program:"tagstream",initial:R.a.command.default,commands:e.map(o=>({name:o.name,summary:o.summary,argument:o.argument?.values??[],options:(0,M.b)(o).map(r=>({name:r.name,...r.short===void 0?{}:{short:r.short},help:r.help,multiple:r.multiple??!1,...y(r)}))}))}}(0,m.a)(W,"completionOf");function y({name:n,value:e}){if(e===void 0)return{};let o=x[n];return o?{value:{label:e,kind:"words",words:o}}:{value:{label:e,kind:e==="FILE"?"files":e==="FOLDER"?"folders":"text",words:[]}}}(0,m.a)(y,"completedValue");
