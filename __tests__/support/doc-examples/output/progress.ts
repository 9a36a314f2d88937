import { workLine } from "../../../../src/core/lib/text/work-line.ts";
import { printed } from "./printed.ts";

const now = Date.UTC(2026, 10, 23, 6, 17);
const running = [
  { name: "xcache:25-el9-release", step: "tests", began: now - 4000 },
  { name: "squid:25-el9-release", step: "build", began: now - 80_000 },
];

/** How far a job is, in its log. */
export const shownProgress = printed({
  name: "progress of a job",
  begins: /^\d+ of \d+ images done/,
  lines: () => [workLine({ total: 12, done: 3, failed: 0, running }, now)],
});
