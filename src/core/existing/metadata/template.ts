import { type Fault, isFault } from "./list-input.ts";

/** A call in a template: `{{date 'YYYYMMDD' tz='UTC'}}`. An unquoted argument is undefined, as names have no values. */
export interface TemplateCall {
  args: readonly (string | undefined)[];
  named: Readonly<Record<string, string | undefined>>;
}

/** What the names in a template stand for. */
export type TemplateValues = Readonly<Record<string, string | ((call: TemplateCall) => string | Fault)>>;

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
  "`": "&#x60;",
  "=": "&#x3D;",
};

/** A template of Handlebars without blocks. As there, a value is escaped for HTML, and an unknown name is empty. */
export function renderTemplate(template: string, values: TemplateValues): string | Fault {
  let text = "";
  let at = 0;
  for (;;) {
    const open = template.indexOf("{{", at);
    if (open === -1) return text + template.slice(at);
    text += template.slice(at, open);
    const raw = template.startsWith("{{{", open);
    const mark = raw ? "}}}" : "}}";
    const close = template.indexOf(mark, open);
    if (close === -1) return { why: `\`${template.slice(open)}\` has no end` };
    const value = expressionValue(template.slice(open + mark.length, close), values);
    if (isFault(value)) return value;
    text += raw ? value : value.replaceAll(/[&<>"'`=]/g, (character) => escapes[character] ?? character);
    at = close + mark.length;
  }
}

const word = /\s*(?:([\w-]+)=)?(?:'([^']*)'|"([^"]*)"|([^\s'"=]+))/y;

function expressionValue(expression: string, values: TemplateValues): string | Fault {
  const text = expression.replace(/^~/, "").replace(/~$/, "").trim();
  if (text.startsWith("!")) return "";
  if (/^[#/^>&*]/.test(text) || text === "else") return { why: `\`{{${text}}}\` is more than a value` };
  const [name = ""] = text.split(/\s/, 1);
  const call = readCall(text.slice(name.length));
  if (isFault(call)) return call;
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  const isCalled = call.args.length > 0 || Object.keys(call.named).length > 0;
  if (value === undefined) return isCalled ? { why: `metadata-action has no expression "${name}"` } : "";
  return typeof value === "string" ? value : value(call);
}

function readCall(text: string): TemplateCall | Fault {
  const args: (string | undefined)[] = [];
  const named: Record<string, string | undefined> = {};
  const rest = text.trimEnd();
  let at = 0;
  while (at < rest.length) {
    word.lastIndex = at;
    const match = word.exec(rest);
    if (match === null) return { why: `\`${rest.trim()}\` has no reading` };
    const [all, name, single, double] = match;
    if (name === undefined) args.push(single ?? double);
    else named[name] = single ?? double;
    at += all.length;
  }
  return { args, named };
}

/** Whether a template is `{{raw}}` alone. */
export function isRawTemplate(template: string): boolean {
  return /^\{\{\{?\s*raw\s*\}?\}\}$/.test(template);
}
