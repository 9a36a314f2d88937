import { readFileSync } from "node:fs";
import path from "node:path";
import { inlineHtml, inlineText } from "./inline.ts";
import { targetOf } from "./links.ts";
import { routeOf } from "./pages.ts";

/** What the README's first lines say. */
export interface Introduction {
  /** One sentence. */
  claim: string;
  /** Its list: each begins with a few words in bold. */
  features: { title: string; details: string; link?: string }[];
}

/**
 * Reads the README's first paragraph and list.
 * @param root the repository's folder
 */
export function introductionOf(root: string): Introduction {
  const [, claim = "", list = ""] =
    /^# .+\n\n([\s\S]+?)\n\n((?:- .+\n(?: {2}.+\n)*)+)/.exec(readFileSync(path.join(root, "README.md"), "utf8")) ?? [];
  const features = [...list.matchAll(/^- \*\*(.+?)\.?\*\* ((?:.+\n)(?: {2}.+\n)*)/gm)].map(([, title = "", details = ""]) => {
    const [, target] = /\]\(([^()\s]+)\)/.exec(details) ?? [];
    const link = target === undefined ? undefined : targetOf(root, "README.md", target);
    return { title: inlineHtml(title), details: inlineHtml(details), ...(link === undefined ? {} : { link }) };
  });
  if (features.length === 0) throw new Error("README.md does not begin with a sentence and a list. See tools/site/home.ts.");
  return { claim: inlineText(claim), features };
}

/** The head of the site's first page, as VitePress' theme expects it; docs/README.md follows below. */
export function homeOf({ claim, features }: Introduction): Record<string, unknown> {
  const actions = [
    { theme: "brand", text: "Quick start", link: routeOf("docs/guide/quick-start.md") },
    { theme: "alt", text: "It broke: roll back", link: routeOf("docs/guide/rollback.md") },
    { theme: "alt", text: "Look up an error", link: routeOf("docs/reference/errors.md") },
  ];
  return { layout: "home", hero: { name: "Tagstream", tagline: inlineHtml(claim), actions }, features };
}
