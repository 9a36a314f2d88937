import { readFileSync } from "node:fs";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import * as v from "valibot";
import { changes } from "../../src/commands/changes.ts";
import { history } from "../../src/commands/history.ts";
import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { run } from "../../src/commands/run.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { changesSchema } from "../../src/core/packages/changes-document.ts";
import { parseTarget } from "../../src/core/rollback/rollback.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { removeFolders } from "../support/git.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "../support/memory-run.ts";
import { terminalOf } from "../support/terminal.ts";

afterAll(removeFolders);

const place = "one.example.org/osg";
const day = 86_400_000;
let made: MemoryRun;

beforeEach(() => {
  made = memoryRun({
    ".github/tagstream.yml": `registries: [${place}]
images:
  squid: { context: squid }
  xcache: { context: xcache, packages: false }
`,
    "squid/Dockerfile": "FROM scratch\n# squid\n",
    "xcache/Dockerfile": "FROM scratch\n# xcache\n",
  });
});

type Run = (request: Request, session: Session) => Promise<number>;

async function start(command: Run, event: string, request: Partial<Request> = {}, terminal?: Session["terminal"]) {
  const { session, shown } = await made.session(event, terminal);
  const status = await command({ ...defaultRequest, ...request }, session);
  made.now = new Date(made.now.getTime() + day);
  return { status, shown, log: (shown.groups.get("") ?? []).join("\n") };
}

/** Publishes both images each day: 23, 24, 25 November … */
async function publish(days: number): Promise<void> {
  for (let index = 0; index < days; index++) {
    install();
    expect((await start(run, "schedule")).status).toBe(0);
  }
}

/** A version of jq that is as high as the day. */
function install(): void {
  made.registry.installed = [`pkg:deb/debian/jq@${made.now.getUTCDate()}`];
}

test("the history says on request how much changed with each publication", async () => {
  await publish(3);
  const { log } = await start(history, "schedule");
  expect(log).not.toContain("changed");
  const printed: string[] = [];
  const withPackages = { ...jsonTerminal(printed), json: false, packages: true };
  expect((await start(history, "schedule", {}, withPackages)).status).toBe(0);
  const [, header, ...rows] = printed.join("").split("\n");
  expect(header).toMatch(/published +digest +how +changed/);
  expect(rows[0]).toMatch(/20261125-0617 .* 1 package/);
  expect(rows[2]).not.toContain("1 package");
  const json: string[] = [];
  await start(history, "schedule", {}, { ...jsonTerminal(json), packages: true });
  const [squid] = (JSON.parse(json.join("")) as { units: { publications: object[] }[] }).units;
  expect(squid?.publications.map((one) => "packages" in one)).toEqual([true, true, false]);
});

/** The command line, which prints JSON. */
const jsonTerminal = (printed: string[]) => terminalOf(printed, { json: true });

const target = (text: string) => {
  const read = parseTarget(text);
  if (!read) throw new TypeError(text);
  return read;
};
const shownDigest = (image: string, tag = "release"): Digest => made.registry.shown(`${place}/${image}`)[tag] as Digest;
const changesOf = ({ outputs }: Shown): v.InferOutput<typeof changesSchema> =>
  v.parse(changesSchema, JSON.parse(readFileSync(outputs["changes"] ?? "", "utf8")));

describe("a run", () => {
  test("compares what it published with what the stream showed: in its log, its summary and its output", async () => {
    install();
    const first = await start(run, "schedule");
    expect(first.shown.summaries.join("")).not.toContain("What changed");
    expect(first.shown.outputs["changes"]).toBeUndefined();
    const before = shownDigest("squid");
    install();
    const { status, shown, log } = await start(run, "schedule");
    expect(status).toBe(0);
    expect(shown.summaries).toHaveLength(3);
    expect(shown.summaries[2]).toMatch(
      /^### What changed\n\n\*\*squid:release\*\* 20261124-0617, after 20261123-0617 · 1 of 1 package\n\n[\s\S]*\n\| jq \| 23 \| 24 \|\n/,
    );
    expect(shown.summaries[2]).toContain("**xcache:release** 20261124-0617, after 20261123-0617 · same bases, size alike");
    expect(log).toContain("squid:release  20261124-0617, after 20261123-0617 · 1 of 1 package");
    expect(changesOf(shown).units[0]).toMatchObject({
      unit: "squid:release",
      from: { digest: before, timestamp: "20261123-0617" },
      to: { digest: shownDigest("squid"), timestamp: "20261124-0617" },
    });
  });

  test("of a pull request compares its candidates with what is published", async () => {
    await publish(1);
    install();
    made.repository.commit({ "squid/Dockerfile": "FROM scratch\n# squid 2\n" });
    const { status, shown } = await start(run, "pull_request");
    expect(status).toBe(0);
    expect(made.comments.at(-1)).toMatch(
      /\| image \| stream \| digest \| tests \| changes \| when merged \|\n.*\n\| squid .* \| 1 package \| this exact/,
    );
    expect(made.comments.at(-1)).toContain("<details><summary>What changes, compared with the published images</summary>");
    expect(changesOf(shown).units.map(({ from, to }) => [from.timestamp, to.timestamp])).toEqual([["20261123-0617", undefined]]);
  });

  test("of a stranger, who pushes nothing, compares nothing", async () => {
    await publish(1);
    install();
    made.repository.commit({ "squid/Dockerfile": "FROM scratch\n# squid 2\n" });
    const { shown } = await start(run, "fork");
    expect(shown.summaries.join("")).not.toContain("What changed");
  });

  test("is as green without an answer, and says why nothing is known", async () => {
    await publish(1);
    const before = shownDigest("squid");
    let isDone = false;
    made.registry.refuse = ({ reference }) => (isDone && reference === before ? "gone" : undefined);
    const { session, shown } = await made.session("schedule");
    const { summary } = shown;
    shown.summary = async (text) => {
      isDone = true; // the run's own summary comes first
      await summary(text);
    };
    expect(await run(defaultRequest, session)).toBe(0);
    expect(shown.summaries.at(-1)).toContain("after 20261123-0617 · what changed is not known: gone");
    expect(changesOf(shown).units[0]).toMatchObject({ platforms: [], unknown: "gone" });
  });
});

test("a rollback, and the end of its hold", async () => {
  await publish(2);
  const back = await start(rollback, "workflow_dispatch", { only: ["squid"], reason: "it broke" });
  expect(back.status).toBe(0);
  expect(back.log).toContain("squid:release  20261125-0617, after 20261124-0617 · ");
  expect(back.shown.summaries.at(-1)).toContain("### What changed");
  await publish(1);
  const on = await start(resume, "workflow_dispatch", { only: ["squid"] });
  expect(on.status).toBe(0);
  expect(on.log).toMatch(/squid:release {2}20261126-0617, after sha256:[a-f\d]{8} · /);
});

describe("the command", () => {
  const ask = async (request: Partial<Request> = {}) => {
    const { status, shown, log } = await start(changes, "workflow_dispatch", { command: "changes", only: ["squid"], ...request });
    return { status, log, heads: log.split("\n").flatMap((line) => /^squid:release {2}(.*?) · /.exec(line)?.[1] ?? []), shown };
  };

  test.each<[Partial<Request>, string]>([
    [{}, "20261126-0617, after 20261125-0617"],
    [{ from: target("20261123-0617") }, "20261126-0617, after 20261123-0617"],
    [{ to: target("20261124-0617") }, "20261124-0617, after 20261123-0617"],
    [{ to: target("previous") }, "20261125-0617, after 20261124-0617"],
    [{ from: target("20261125-0617"), to: target("20261123-0617") }, "20261123-0617, after 20261125-0617"],
  ])("%j", async (request, words) => {
    await publish(4);
    expect(await ask(request)).toMatchObject({ status: 0, heads: [words] });
  });

  test("digests, short and in full; in full also that of a candidate", async () => {
    await publish(2);
    const [old, newer] = ["20261123-0617", "20261124-0617"].map((stamp) => shownDigest("squid", `release-${stamp}`));
    const short = { from: target(`${old?.slice(0, 19)}`), to: target(`${newer}`) };
    expect((await ask(short)).heads).toEqual(["20261124-0617, after 20261123-0617"]);
    const candidate = made.registry.push(`${place}/squid`, {}, [], { content: { a: 1 } });
    expect((await ask({ to: target(candidate) })).heads).toEqual([`${candidate.slice(0, 15)}, after 20261124-0617`]);
  });

  test("the image before the newest has another digest, whatever is between", async () => {
    await publish(2);
    made.registry.setTag(`${place}/squid`, "release-20261125-0617", shownDigest("squid"));
    expect((await ask()).heads).toEqual(["20261125-0617, after 20261123-0617"]);
  });

  test("several units, one of them with one image, are no error", async () => {
    await publish(2);
    made.registry.removeTag(`${place}/xcache`, "release-20261123-0617");
    const { status, log, shown } = await ask({ only: [] });
    expect(status).toBe(0);
    expect(log).toContain("nothing to compare: xcache:release has no earlier image");
    expect(shown.summaries[0]).toContain("nothing to compare: xcache:release has no earlier image");
    expect(changesOf(shown)).toMatchObject({ units: [{ unit: "squid:release" }], first: ["xcache:release"] });
  });

  test("a publication that does not exist: those near it; the other units are shown", async () => {
    await publish(4);
    made.registry.removeTag(`${place}/squid`, "release-20261124-0617");
    const { status, shown, log } = await ask({ only: [], from: target("20261124-0617") });
    expect(status).toBe(1);
    expect(log).toContain("xcache:release  20261126-0617, after 20261124-0617 · same bases, size alike");
    expect(shown.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "publication-unknown squid:release has no image under 20261124-0617: near it are 20261123-0617, 20261125-0617 and 20261126-0617. `history` lists its publications.",
    ]);
  });

  test("a digest that does not exist, and a registry without an answer", async () => {
    await publish(1);
    const unknown = target(`sha256:${"0".repeat(64)}`);
    expect((await ask({ from: unknown })).shown.problems[0]?.message).toMatch(/^squid:release has no image sha256:0+\. /);
    made.registry.refuse = () => "no entry";
    const { status, shown } = await ask();
    expect([status, shown.problems[0]?.code]).toEqual([1, "publication-unknown"]);
    expect(shown.problems[0]?.message).toMatch(/^Cannot tell what changed in squid:release: .*no entry/);
  });

  test("JSON of the published form, and no file on the command line", async () => {
    await publish(2);
    const printed: string[] = [];
    const { status, shown } = await start(changes, "schedule", { command: "changes" }, jsonTerminal(printed));
    expect(status).toBe(0);
    expect(v.parse(changesSchema, JSON.parse(printed.join(""))).units.map(({ unit }) => unit)).toEqual([
      "squid:release",
      "xcache:release",
    ]);
    expect(shown.outputs).toEqual({});
  });
});
