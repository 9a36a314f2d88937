import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Run } from "../../src/commands/command.ts";
import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { run } from "../../src/commands/run.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { followedProject } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import type { RegistryCall } from "../support/memory-registry.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "../support/memory-run.ts";
import { terminalOf } from "../support/terminal.ts";

afterAll(removeFolders);

let made: MemoryRun;

beforeEach(() => {
  made = memoryRun({
    ".github/tagstream.yml": `registries: [one.example.org/osg]
defaults: { packages: false }
images:
  squid: { context: squid }
  xcache: { context: xcache }
`,
    "squid/Dockerfile": "FROM scratch\n# squid\n",
    "xcache/Dockerfile": "FROM scratch\n# xcache\n",
  });
});

interface Options extends Partial<Request> {
  terminal?: Session["terminal"];
}

/** One command at a moment: `2026-11-23 06:17`. */
async function at(moment: string, command: Run, event: string, { terminal, ...request }: Options = {}) {
  made.now = new Date(`${moment.replace(" ", "T")}:00Z`);
  const { session, shown } = await made.session(event, terminal);
  const { summary } = shown;
  const calls: RegistryCall[] = [];
  const { refuse } = made.registry;
  let isReported = false;
  shown.summary = async (text) => {
    isReported = true;
    await summary(text);
  };
  made.registry.refuse = (call) => {
    if (isReported) calls.push(call);
    return refuse(call);
  };
  const status = await command({ ...defaultRequest, ...request }, session);
  made.registry.refuse = refuse;
  return { status, shown, rows: rowsOf(shown), reads: calls, log: (shown.groups.get("") ?? []).join("\n") };
}

/** The sections and bars of the picture, which ends at `…`; undefined without one. */
function rowsOf({ summaries }: Shown): string[] | undefined {
  const [, diagram] = /```mermaid\n([\s\S]*?)\n```/.exec(summaries.join("\n")) ?? [];
  const lines = diagram?.split("\n").map((line) => line.replace(/, s\d+b\d+, /, ", "));
  const end = lines?.map((line) => /, ([\d: -]+)$/.exec(line)?.[1] ?? "").toSorted();
  return lines
    ?.slice(lines.findIndex((line) => line.startsWith("section ")))
    .map((line) => line.replace(`, ${end?.at(-1)}`, ", …"));
}

const byHand = { only: ["squid"], reason: "it broke" };

test("a run shows what the streams that it published in showed before, above what changed", async () => {
  await at("2026-11-16 06:17", run, "schedule");
  const { status, rows, shown } = await at("2026-11-23 06:17", run, "schedule");
  expect(status).toBe(0);
  expect(rows).toEqual([
    "section squid:release",
    "16 Nov built :done, 2026-11-16 06:17, 2026-11-23 06:17",
    "23 Nov built :active, 2026-11-23 06:17, …",
    "section xcache:release",
    "16 Nov built :done, 2026-11-16 06:17, 2026-11-23 06:17",
    "23 Nov built :active, 2026-11-23 06:17, …",
  ]);
  expect(shown.summaries.map((text) => text.split("\n")[0])).toEqual([
    expect.stringContaining("published"),
    "### What the streams show",
    "### What changed",
  ]);
});

test("a rollback, a build under its hold, and its end", async () => {
  await at("2026-11-09 06:17", run, "schedule", { only: ["squid"] });
  await at("2026-11-16 06:17", run, "schedule", { only: ["squid"] });
  const back = await at("2026-11-17 09:00", rollback, "workflow_dispatch", byHand);
  expect(back.rows?.slice(-2)).toEqual([
    "17 Nov rolled back :active, crit, 2026-11-17 09:00, …",
    "held by issue 1 :crit, 2026-11-17 09:00, …",
  ]);
  const held = await at("2026-11-23 06:17", run, "schedule", { only: ["squid"] });
  expect(held.rows).toEqual([
    "section squid:release",
    "9 Nov built :done, 2026-11-09 06:17, 2026-11-16 06:17",
    "16 Nov :done, 2026-11-16 06:17, 2026-11-17 09:00",
    "17 Nov rolled back to 9 Nov :done, crit, 2026-11-17 09:00, …",
    "held by issue 1 :crit, 2026-11-17 09:00, …",
    "23 Nov built, waits :active, 2026-11-23 06:17, …",
  ]);
  const on = await at("2026-11-24 12:00", resume, "workflow_dispatch", byHand);
  expect(on.status).toBe(0);
  expect(on.rows?.slice(-4)).toEqual([
    "17 Nov rolled back to 9 Nov :done, crit, 2026-11-17 09:00, 2026-11-24 12:00",
    "held by issue 1 :crit, 2026-11-17 09:00, 2026-11-24 12:00",
    "waits :active, 2026-11-23 06:17, 2026-11-24 12:00",
    "23 Nov built :active, 2026-11-24 12:00, …",
  ]);
});

test("a follower: what it followed, and what it waits for", async () => {
  const project = followedProject("soak: 7d");
  await project.at("2026-11-09 06:17");
  await project.at("2026-11-16 06:17");
  const { shown } = await project.at("2026-11-23 06:17");
  const rows = rowsOf(shown) ?? [];
  expect(rows.slice(rows.indexOf("section squid:stable"))).toEqual([
    "section squid:stable",
    "16 Nov followed fresh :done, 2026-11-16 06:17, 2026-11-23 06:17",
    "23 Nov followed fresh :active, 2026-11-23 06:17, …",
  ]);
});

describe("without a picture, and without a request for one:", () => {
  test.each<[string, string, Options]>([
    ["a push that changes nothing", "push", {}],
    ["a pull request", "pull_request", {}],
    ["a dry run", "schedule", { dryRun: true }],
    ["a terminal, which has no summary", "schedule", { terminal: terminalOf([]) }],
  ])("%s", async (_, event, options) => {
    await at("2026-11-16 06:17", run, "schedule");
    if (event === "pull_request") made.repository.commit({ "squid/Dockerfile": "FROM scratch\n# squid 2\n" });
    const { status, rows, reads } = await at("2026-11-23 06:17", run, event, options);
    expect([status, rows]).toEqual([0, undefined]);
    expect(reads.filter(({ verb }) => verb === "tags")).toEqual([]);
  });

  test.each<[string, Run]>([
    ["rollback", rollback],
    ["resume", resume],
  ])("a dry run of %s", async (name, command) => {
    await at("2026-11-09 06:17", run, "schedule");
    await at("2026-11-16 06:17", run, "schedule");
    if (name === "resume") await at("2026-11-17 06:17", rollback, "workflow_dispatch", byHand);
    const { status, rows } = await at("2026-11-18 06:17", command, "workflow_dispatch", { ...byHand, dryRun: true });
    expect([status, rows]).toEqual([0, undefined]);
  });
});

test("for each stream, it reads the listing, the tags of the five publications before, and what is not known of them", async () => {
  const weeks = ["10-05", "10-12", "10-19", "10-26", "11-02", "11-09", "11-16"];
  for (const week of weeks) await at(`2026-${week} 06:17`, run, "schedule", { only: ["squid"] });
  const { reads, rows } = await at("2026-11-23 06:17", run, "schedule", { only: ["squid"] });
  const first = reads.findIndex(({ verb }) => verb === "tags");
  const picture = reads.slice(first, first + 11).map(({ verb }) => verb);
  expect(picture.toSorted()).toEqual([...Array(5).fill("manifest"), ...Array(5).fill("resolve"), "tags"]);
  expect(rows?.filter((row) => row.includes("built"))).toHaveLength(6);
  expect(rows).toHaveLength(7);
});

describe("a registry that does not answer costs the picture, not the run:", () => {
  const later = (refusal: RegistryCall["verb"], image: string) => {
    let isReported = false;
    made.registry.refuse = ({ verb, repository }) =>
      isReported && verb === refusal && repository.endsWith(image) ? "no\nanswer" : undefined;
    return async () => {
      made.now = new Date("2026-11-23T06:17:00Z");
      const { session, shown } = await made.session("schedule");
      const { summary } = shown;
      shown.summary = async (text) => {
        isReported = true;
        await summary(text);
      };
      const status = await run(defaultRequest, session);
      return { status, rows: rowsOf(shown), log: (shown.groups.get("") ?? []).join("\n"), shown };
    };
  };

  test("of one stream, the other one is drawn", async () => {
    await at("2026-11-16 06:17", run, "schedule");
    const { status, rows, log, shown } = await later("resolve", "squid")();
    expect([status, shown.problems]).toEqual([0, []]);
    expect(rows?.filter((row) => row.startsWith("section"))).toEqual(["section xcache:release"]);
    expect(log).toContain("No time line of squid:release in the summary: no answer");
  });

  test("of all, there is none", async () => {
    await at("2026-11-16 06:17", run, "schedule");
    const { status, rows, log } = await later("tags", "")();
    expect([status, rows]).toEqual([0, undefined]);
    expect(log).toContain("No time line of xcache:release in the summary");
  });

  test("and so does a defect", async () => {
    await at("2026-11-16 06:17", run, "schedule");
    const { session, shown } = await made.session("schedule");
    const { summary } = shown;
    shown.summary = async (text) => {
      if (text.includes("mermaid")) throw new TypeError("a defect");
      await summary(text);
    };
    expect(await run(defaultRequest, session)).toBe(0);
    expect((shown.groups.get("") ?? []).join("\n")).toContain("Could not draw the time lines of the summary: a defect");
  });
});

test("a stream that GitHub cannot tell the holds of is drawn without them", async () => {
  await at("2026-11-16 06:17", run, "schedule");
  made.now = new Date("2026-11-23T06:17:00Z");
  const { session, shown } = await made.session("schedule");
  delete session.ports.forge;
  await run(defaultRequest, session);
  expect(rowsOf(shown)).toHaveLength(6);
});
