import { clean, oneLine } from "../../core/lib/text/clean.ts";
import { type IsOwn, isOneOf, linksSomewhere } from "./links.ts";

/**
 * Escapes text for GitHub-flavoured Markdown: no markup, no HTML, no end of a table cell, no link,
 * no `@mention`. A character reference is never markup, be it in a table, a list or HTML. Shows as
 * code what GitHub would link.
 */
export function escapeMarkdown(text: string, isOwn: IsOwn = isOneOf()): string {
  return linksAsCode(text, isOwn, (word) => `\`${word}\``)
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/^[#+=:-]/, reference);
}

/** Escapes text for HTML in which GitHub reads no Markdown: a `<summary>`. */
export function escapeHtml(text: string): string {
  return linksAsCode(text, isOneOf(), (word) => `<code>${references(word)}</code>`);
}

function linksAsCode(text: string, isOwn: IsOwn, asCode: (word: string) => string): string {
  const parts = oneLine(text).split(/([\s()[\]{}<>"'`|*]+)/);
  return parts
    .map((part) => {
      if (!linksSomewhere(part, isOwn)) return references(part).replace(/(^|\W)@(?=\w)/g, "$1@\u200b");
      const word = part.replace(/[.,;:!?]{1,20}$/, "");
      return `${asCode(word)}${part.slice(word.length)}`;
    })
    .join("");
}

function references(text: string): string {
  return text.replace(/[\\`*_[\]<>&|~$]/g, reference);
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** Text as code: a tag, a digest, a test's name. */
export function code(text: string): string {
  const shown = oneLine(text);
  return /^[\w.:/@+=, -]+$/.test(shown) ? `\`${shown}\`` : `<code>${escapeMarkdown(shown)}</code>`;
}

/** A fenced block of verbatim text. Its fence is longer than any fence in the text. */
export function fenced(text: string): string {
  const shown = clean(text).replace(/\n+$/, "");
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

/** A folded block under a title. `title` is HTML, `body` Markdown. */
export function folded(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** A table. The cells are already Markdown. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), `|${" --- |".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

/** A list. The items are already Markdown. */
export function bulletList(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

const encoder = new TextEncoder();

/** A text's size in bytes, as GitHub's limits count it. */
export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
