import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** Markdown as GitHub shows it. */
export interface Rendered {
  /** What a reader sees, and copies. */
  text: string;
  /** Where links and images lead to, and what GitHub makes links of, outside code. */
  links: string[];
  /** The elements that are there. */
  elements: Set<string>;
}

/** What GitHub's filters look for in each text node: mentions, and "Autolinked references and URLs" of its documentation. */
const references = [
  /(?<![\w`])@[a-z\d][\w-]*(?:\/[\w-]+)?/gi,
  /(?:[\w-]+(?:\/[\w.-]+)?)?#\d+\b/g,
  /\b(?:GH|GHSA|CVE)-[\w-]+/gi,
  /(?:[\w-]+(?:\/[\w.-]+)?@)?(?<![\w])[a-f\d]{7,40}\b(?!-\d{4}\b)/g,
];
const characters: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** Renders GitHub-flavoured Markdown, HTML in it included, and then does as GitHub's filters do with its text. */
export function render(markdown: string): Rendered {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const rendered: Rendered = { text: "", links: [], elements: new Set() };
  const open: string[] = [];
  for (const [, tag, text = ""] of html.matchAll(/<!--[\s\S]*?-->|(<[^>]*>)|([^<]+)/g)) {
    if (tag === undefined) {
      const shown = text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
        code ? String.fromCodePoint(Number(code)) : (characters[name] ?? "?"),
      );
      rendered.text += shown;
      if (!open.some((name) => ["a", "code", "pre"].includes(name)))
        rendered.links.push(...references.flatMap((pattern) => shown.match(pattern) ?? []));
      continue;
    }
    const [, close, name = ""] = /^<(\/?)(\w+)/.exec(tag) ?? [];
    rendered.elements.add(name);
    if (close) open.splice(open.lastIndexOf(name), 1);
    else if (!/^(?:br|hr|img|input)$/.test(name)) open.push(name);
    const [, address] = /\s(?:href|src)="([^"]*)"/.exec(tag) ?? [];
    if (address !== undefined) rendered.links.push(address);
  }
  return rendered;
}
