import path from "node:path";
import type { Page } from "playwright-core";

/** A rectangle, in the picture's own pixels. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What Mermaid drew of a Gantt diagram. */
export interface DrawnGantt {
  height: number;
  /** The accessible title and description. */
  title: string;
  description: string;
  sections: readonly (Box & { text: string })[];
  bars: readonly (Box & { classes: string; label: Box & { text: string } })[];
  axis: readonly string[];
  /** Elements that a text of a diagram must not become. */
  foreign: number;
}

const script = path.resolve("node_modules/mermaid/dist/mermaid.min.js");

/** Makes a page able to draw: once, since the script is large. */
export async function addMermaid(page: Page): Promise<void> {
  await page.addScriptTag({ path: script });
}

/** Draws a diagram as GitHub does: Mermaid as it comes, in one of its themes. Throws for text that it does not read. */
export async function drawGantt(page: Page, text: string, theme: "default" | "dark" = "default"): Promise<DrawnGantt> {
  return page.evaluate<DrawnGantt>(`(${inPage})(${JSON.stringify({ text, theme })})`);
}

/** Runs in the page. */
const inPage = `async ({ text, theme }) => {
  mermaid.initialize({ startOnLoad: false, theme });
  const { svg } = await mermaid.render("picture", text);
  document.body.innerHTML = '<div id="drawn">' + svg + "</div>";
  const of = (selector) => [...document.querySelectorAll("#drawn " + selector)];
  const boxOf = (element) => {
    const { x, y, width, height } = element.getBBox();
    return { left: x, right: x + width, top: y, bottom: y + height, text: element.textContent.trim() };
  };
  return {
    height: of("svg")[0].viewBox.baseVal.height,
    title: of("title")[0].textContent,
    description: of("desc")[0].textContent,
    sections: of("text.sectionTitle").map(boxOf),
    bars: of("rect.task").map((bar) => ({
      ...boxOf(bar),
      classes: bar.getAttribute("class"),
      label: boxOf(document.getElementById(bar.id + "-text")),
    })),
    axis: of(".grid .tick text").map(({ textContent }) => textContent.trim()),
    foreign: of(":is(img, script, a, foreignObject, iframe)").length,
  };
}`;
