// Counts the requests of a plan of following units, in registries in memory.
import { followedProject } from "../__tests__/support/followed-project.ts";
import { removeFolders } from "../__tests__/support/git.ts";
import { plan as planCommand } from "../src/commands/plan.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const images = 20;
const weeks = 12;
const hour = 3_600_000;
const day = 24 * hour;

/** A weekly `fresh`, a daily `stable` a week later: what a plan of `stable` asks on each day of a week. */
export async function following(): Promise<void> {
  heading(`requests of a plan of ${images} following units, after ${weeks} weekly publications of each source`);
  try {
    const names = Array.from({ length: images }, (_, index) => `app${index}`);
    const project = followedProject("soak: 7d", { images: names.map((name) => `  ${name}: { context: ${name} }`).join("\n") });
    const start = Date.parse("2026-06-01T06:17:00Z");
    const at = (time: number) => new Date(time).toISOString().slice(0, 16).replace("T", " ");
    for (let week = 0; week < weeks; week++) {
      await project.at(at(start + week * 7 * day), { only: ["*:fresh"] });
      await project.at(at(start + week * 7 * day + hour), { only: ["*:stable"] });
    }
    let heads = 0;
    let others = 0;
    project.made.registry.refuse = ({ verb, reference }) => {
      if (verb === "resolve" && /^fresh-\d/.test(reference)) heads++;
      else others++;
      return undefined;
    };
    const moment = at(start + (weeks - 1) * 7 * day + 3 * day);
    await project.at(moment, { only: ["*:stable"], command: planCommand });
    const within = 1; // of the last 7 days
    const isCheap = heads <= images * (within + 2); // and the one that it shows, and the newest, which an observation resolves
    table([
      ["HEADs of publications, per unit", "all other requests, per unit", "goal"],
      [String(heads / images), String(others / images), `publications within the soak, and 2 ${mark(isCheap)}`],
    ]);
  } finally {
    removeFolders();
  }
}
