import path from "node:path";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** The page's width in CSS pixels: about that of a job summary on GitHub. */
export const columns = 1012;

/** The width of the status page in CSS pixels. */
export const statusColumns = 1280;

const style = `
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; background: #fff; color: #1f2328;
  font: 14px/1.5 "Liberation Sans", "Noto Sans", sans-serif; }
.box { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
.head { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; }
.head b { color: #1f2328; }
.head .bot { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 6px; font-size: 12px; margin: 0 4px; }
.text { padding: 16px; }
.text > :first-child { margin-top: 0; }
.text > :last-child { margin-bottom: 0; }
p, ul, table, pre, details { margin: 0 0 16px; }
h3 { font-size: 20px; margin: 0 0 16px; line-height: 1.25; }
ul { padding-left: 2em; }
a { color: #0969da; text-decoration: underline; text-underline-offset: 3px; }
code, pre { font: 12px/1.45 "Liberation Mono", "DejaVu Sans Mono", monospace; }
code { background: #eff1f3; border-radius: 6px; padding: 2px 5px; white-space: break-spaces; }
pre { background: #f6f8fa; border-radius: 6px; padding: 14px; overflow: hidden; }
pre code { background: none; padding: 0; white-space: pre; }
pre:has(.language-mermaid) { background: none; padding: 0; }
pre .language-mermaid { display: block; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #d1d9e0; padding: 6px 12px; text-align: left; vertical-align: top; }
td code { white-space: nowrap; }
tr:nth-child(2n) td { background: #f6f8fa; }
summary { cursor: default; }
`;

const heads = {
  comment: "<b>github-actions</b><span class=bot>bot</span> commented",
  summary: "<b>images</b> summary",
} as const;

/** The class of diagrams, which GitHub draws with Mermaid. */
const diagram = "language-mermaid";

function drawing(html: string): string {
  if (!html.includes(diagram)) return "";
  const script = path.resolve("node_modules/mermaid/dist/mermaid.min.js");
  return `<script src="file://${script}"></script><script>mermaid.initialize({ startOnLoad: false })</script>`;
}

/** Renders Markdown and its HTML as GitHub does: a comment, or a job's summary. */
export function pageOf(kind: keyof typeof heads, markdown: string): string {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return `<!doctype html>
<meta charset="utf-8">
<title>${kind}</title>
<style>${style}</style>
<div class="box"><div class="head">${heads[kind]}</div><div class="text">${html}</div></div>
${drawing(html)}
<script type="module">
  ${html.includes(diagram) ? `await mermaid.run({ querySelector: "code.${diagram}" });` : ""}
  document.body.dataset.height = Math.ceil(document.documentElement.getBoundingClientRect().height);
</script>
`;
}
