// Counts the requests of a clean-up's plan, and times it, in registries in memory.
import { removeFolders } from "../__tests__/support/git.ts";
import { memoryRun } from "../__tests__/support/memory-run.ts";
import { publish, stampBefore, startPrune } from "../__tests__/support/prune-world.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const images = 25;
const streams = ["one", "two", "three", "four"];
const weeks = 52;
const registries = ["one.example.org/osg", "two.example.org/osg"];

/** A year of weekly publications of 100 units in 2 registries: what a dry run asks, and how long it takes. */
export async function dryRun(): Promise<void> {
  const units = images * streams.length;
  heading(`plan of a clean-up of ${units} units, with ${weeks} weekly publications each in ${registries.length} registries`);
  try {
    const names = Array.from({ length: images }, (_, index) => `app${index}`);
    const made = memoryRun({
      ".github/tagstream.yml": [
        `registries: [${registries.join(", ")}]`,
        `streams: { ${streams.map((stream) => `${stream}: {}`).join(", ")} }`,
        "images:",
        ...names.map((name) => `  ${name}: { context: app }`),
        "retention: { all: 90d, monthly: 1y, max: 10000 }",
        "",
      ].join("\n"),
      "app/Dockerfile": "FROM scratch\n",
    });
    for (const name of names) {
      for (const stream of streams) {
        const repositories = registries.map((registry) => `${registry}/${name}`);
        for (let week = weeks - 1; week >= 0; week--) {
          const stamp = stampBefore(7 * week);
          publish(made, { stamp, stream, repositories, content: `${name} ${stream} ${stamp}`, shown: week === 0 });
        }
      }
    }
    const calls = { tags: 0, resolve: 0, others: 0 };
    made.registry.refuse = ({ verb }) => {
      calls[verb === "tags" || verb === "resolve" ? verb : "others"]++;
      return undefined;
    };
    const began = performance.now();
    const { status, lines } = await startPrune(made, { dryRun: true, accept: true });
    const seconds = (performance.now() - began) / 1000;
    const tags = units * registries.length * (weeks + 1);
    const isCheap = status === 0 && calls.tags === images * registries.length && calls.resolve === tags && calls.others === 0;
    console.log(lines[0]);
    table([
      ["listings", "HEADs", "all other requests", "goal", "time without a network", "goal"],
      [
        String(calls.tags),
        String(calls.resolve),
        String(calls.others),
        `one listing a repository, one HEAD a tag, no more ${mark(isCheap)}`,
        `${seconds.toFixed(1)} s`,
        `10 s ${mark(seconds <= 10)}`,
      ],
    ]);
  } finally {
    removeFolders();
  }
}
