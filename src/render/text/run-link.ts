import type { Plan } from "../../core/plan/plan.ts";

/** A Markdown link to the run; empty if the run has no valid page. */
export function runLink({ run: { url } }: Pick<Plan, "run">): string {
  return url !== undefined && isPage(url) ? `[The run](${url}) has logs and details.` : "";
}

/** Whether a text is only an address, and so is safe in a link. */
export function isPage(url: string): boolean {
  return /^https:\/\/[\w.:/-]+$/.test(url);
}
