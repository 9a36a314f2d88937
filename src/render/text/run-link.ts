import type { Plan } from "../../core/plan/plan.ts";

/** A link to the run, Markdown; empty for one that has no page, or names something else. */
export function runLink({ run: { url } }: Pick<Plan, "run">): string {
  return url !== undefined && isPage(url) ? `[The run](${url}) has logs and details.` : "";
}

/** Whether a text is an address and nothing else, fit to stand in a link. */
export function isPage(url: string): boolean {
  return /^https:\/\/[\w.:/-]+$/.test(url);
}
