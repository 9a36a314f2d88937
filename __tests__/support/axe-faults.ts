import axe from "axe-core";
import type { Page } from "playwright-core";
import { isScriptless } from "./browser.ts";

/** Sets of axe-core's rules: WCAG 2.1 at levels A and AA, and what axe-core recommends besides. */
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/**
 * Faults that keep people from using a page, as axe-core finds them: those that it calls serious or
 * critical, one line for each element. It looks at the page as it is now: at this width, in this
 * colour scheme, with these parts open.
 */
export async function axeFaults(page: Page): Promise<string[]> {
  if (isScriptless(page)) throw new Error("axe-core is a script: open the page with JavaScript");
  // Hidden from the page's own scripts, and from loaders that would take axe-core for a module.
  const source = `(() => { const module = undefined, define = undefined; ${axe.source}\n; return axe.run(document, ${JSON.stringify({ runOnly: tags, resultTypes: ["violations"] })}); })()`;
  const { violations } = await page.evaluate<axe.AxeResults>(source);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, impact, nodes }) =>
      nodes.map(
        (node) => `${id} (${impact}) ${node.target.join(" ")}: ${(node.failureSummary ?? "").replace(/\s+/g, " ").trim()}`,
      ),
    );
}
