import { beforeEach, describe, expect, test } from "@jest/globals";
import type { Trigger } from "../../../src/core/events/event.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { plainStyle } from "../../../src/core/lib/text/style.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { readVerdicts } from "../../../src/core/verdicts/verdict-data.ts";
import type { KeptIssue } from "../../../src/ports/forge.ts";
import type { Request } from "../../../src/ports/request.ts";
import type { Session } from "../../../src/ports/session.ts";
import { giveVerdict } from "../../../src/steps/verdicts/give-verdict.ts";
import { makeReporter } from "../../support/engine.ts";
import { memoryForge } from "../../support/memory-forge.ts";
import { MemoryRegistry } from "../../support/memory-registry.ts";
import { defaultRequest } from "../../support/memory-run.ts";
import { makeUnit } from "../../support/units.ts";
import { keptIssue, stampOf } from "../../support/verdicts.ts";

const follows = (unit: string) => ({
  follows: { unit, repository: "one.example.org/osg/squid", soak: 1, shown: 1, verdict: "optional" as const },
});
const fresh = makeUnit("squid:fresh");
const canary = makeUnit("squid:canary", follows("squid:fresh"));
const stable = makeUnit("squid:stable", follows("squid:fresh"));
const web = makeUnit("web:fresh");
const webStable = makeUnit("web:stable", follows("web:fresh"));
const all = [fresh, canary, stable, web, webStable];
const repository = "one.example.org/osg/squid";

let registry: MemoryRegistry;
let kept: KeptIssue[];
let digest: Digest;
beforeEach(() => {
  registry = new MemoryRegistry();
  kept = [];
  digest = registry.push(repository, {});
  registry.setTag(repository, "fresh-20261116-0617", digest);
  registry.setTag(repository, "fresh", digest);
  registry.setTag("one.example.org/osg/web", "fresh-20261120-0617", registry.push("one.example.org/osg/web", { built: "x" }));
});

/** One start of `verify`: by octo, on GitHub unless a test names the owner of a token. */
async function start(
  request: Partial<Request>,
  units: readonly Unit[] = [fresh],
  owner?: { login: string; mayWrite: boolean },
  run = "7",
) {
  const reporter = { ...makeReporter(), summary: async (text: string) => void summaries.push(text) };
  const summaries: string[] = [];
  const printed: string[] = [];
  const now = () => new Date("2026-11-25T11:20:00Z");
  const forge = memoryForge({ holds: [], verdicts: kept, comments: [], tip: () => "", now, ...(owner ? { owner } : {}) });
  const terminal = { json: true, style: plainStyle, print: (text: string) => void printed.push(text) };
  const session = {
    ports: { registry, forge, reporter, clock: { now } },
    event: { repository: "osg/images", payload: { sender: { login: "octo" } } },
    ...(owner ? { terminal } : {}),
  } as unknown as Session;
  const trigger = { run: { id: run } } as Trigger;
  const asked: Request = {
    ...defaultRequest,
    command: "verify",
    to: { kind: "timestamp", stamp: stampOf("20261116-0617") },
    verdict: "good",
    reason: "it serves our traffic",
    ...request,
  };
  const status = await giveVerdict({ trigger, units: [...units], all }, asked, session);
  return { status, lines: reporter.groups.get("") ?? [], summaries, printed };
}

const saidIn = (issue: KeptIssue | undefined) =>
  (issue ? readVerdicts(issue).verdicts : []).map(({ by, verdict, unit, run }) => `${by} ${verdict} ${unit} ${run ?? ""}`.trim());
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: Error) => error.message,
  );

describe("verify", () => {
  test("writes into the issue of each stream that follows the unit, with what the registry has", async () => {
    expect((await start({})).status).toBe(0);
    expect(kept.map(({ title }) => title)).toEqual(["Verdicts: canary", "Verdicts: stable"]);
    const [first] = kept;
    expect(first && readVerdicts(first).verdicts).toEqual([
      {
        unit: "squid:fresh",
        stamp: stampOf("20261116-0617"),
        digest,
        verdict: "good",
        by: "octo",
        at: "2026-11-25T11:20:00Z",
        reason: "it serves our traffic",
        run: "7",
      },
    ]);
    expect(kept[0]?.body).toContain("| `squid:fresh` | `20261116-0617`");
  });

  test("takes a digest, also as tables shorten it", async () => {
    await start({ to: { kind: "digest", prefix: digest.slice(0, 15) } });
    expect(saidIn(kept[0])).toEqual(["octo good squid:fresh 7"]);
  });

  test("the next attempt of a run says it once", async () => {
    await start({});
    await start({});
    expect(saidIn(kept[0])).toEqual(["octo good squid:fresh 7"]);
  });

  test("undo takes back what everybody said", async () => {
    await start({});
    await start({ verdict: "bad" }, [fresh], { login: "mona", mayWrite: true }, "local");
    const { summaries } = await start({ undo: true, reason: "tried the wrong one" }, [fresh], undefined, "8");
    expect(saidIn(kept[1])).toEqual(["octo good squid:fresh 7", "mona bad squid:fresh", "octo undone squid:fresh 8"]);
    expect(kept[1]?.body).not.toContain("**bad**");
    expect(summaries.join()).toContain("Verdicts on 1 image taken back");
  });

  test("undo where nobody said anything writes nothing, and says so", async () => {
    const { lines } = await start({ undo: true });
    expect(kept).toEqual([]);
    expect(lines.join("\n")).toContain("No verdict on 1 image to take back");
  });

  test("a bad one on what a follower shows names the command that rolls back", async () => {
    registry.setTag(repository, "stable", digest);
    const { status, lines, summaries } = await start({ verdict: "bad" });
    const command = "-f command=rollback -f only='squid:stable' -f reason='20261116-0617 of squid:fresh is bad' -f dry-run=false";
    expect(status).toBe(0);
    expect(lines.join("\n")).toContain(command);
    expect(summaries.join("\n")).toContain(command);
    expect(lines.join("\n")).not.toContain("squid:canary shows");
  });

  test("a dry run writes nothing", async () => {
    const { status, lines } = await start({ dryRun: true });
    expect([status, kept]).toEqual([0, []]);
    expect(lines.join("\n")).toContain("Dry run: nothing was written.");
  });

  test("units without the image are named, and the others judged", async () => {
    const { lines } = await start({}, [fresh, web]);
    expect(saidIn(kept.find(({ title }) => title.endsWith("stable")))).toEqual(["octo good squid:fresh 7"]);
    expect(lines.join("\n")).toContain("web:fresh has no image under 20261116-0617: near it are 20261120-0617");
  });

  test("JSON on the command line, by the token's owner", async () => {
    registry.setTag(repository, "stable", digest);
    const { printed } = await start({ verdict: "bad" }, [fresh], { login: "mona", mayWrite: true }, "local");
    expect(JSON.parse(printed.join(""))).toEqual({
      version: 1,
      saying: "bad",
      by: "mona",
      reason: "it serves our traffic",
      images: [
        { unit: "squid:fresh", timestamp: "20261116-0617", digest, streams: ["canary", "stable"], shownBy: ["squid:stable"] },
      ],
      issues: kept.map(({ number, url }) => ({ number, url })),
      notes: [],
    });
  });

  test.each<[string, Partial<Request>, readonly Unit[], RegExp]>([
    ["without a verdict", { verdict: undefined as never }, [fresh], /needs the input `verdict`/],
    ["of `previous`", { to: { kind: "previous" } }, [fresh], /`verify` needs a timestamp .* not `previous`/],
    ["of a follower", {}, [stable], /nothing follows squid:stable. Stream stable follows fresh, .* use `only: "squid:fresh"`/],
    [
      "of a unit that nothing follows",
      {},
      [makeUnit("db:fresh")],
      /nothing follows db:fresh, so .* squid:stable follows squid:fresh/,
    ],
    ["of an image that no unit has", {}, [web], /^web:fresh has no image under 20261116-0617: near it are 20261120-0617\.$/],
    [
      "of a digest that no unit has",
      { to: { kind: "digest", prefix: `sha256:${"0".repeat(64)}` } },
      [web],
      /has no image sha256:0/,
    ],
  ])("refuses one %s", async (_, request, units, words) => {
    expect(await refusal(start(request, units))).toMatch(words);
    expect(kept).toEqual([]);
  });

  test("refuses the owner of a token who may not write", async () => {
    const message = await refusal(start({}, [fresh], { login: "mallory", mayWrite: false }));
    expect(message).toMatch(/^mallory may not write to osg\/images/);
    expect(kept).toEqual([]);
  });

  test("says nothing if the registry does not answer", async () => {
    registry.refuse = () => "down";
    expect(await refusal(start({}))).toMatch(/Cannot tell what squid:fresh published/);
  });

  test("a full issue loses what is older than the followers show", async () => {
    const newer = registry.push(repository, { n: "2" });
    registry.setTag(repository, "fresh-20261123-0617", newer);
    registry.setTag(repository, "stable", newer);
    await start({});
    const said = readVerdicts(kept[1] ?? keptIssue(1, "", "")).verdicts;
    const more = Array.from({ length: 62 }, (_, n) => ({ ...said[0], by: `p${n}`, reason: "x".repeat(900), run: String(n) }));
    const { printVerdicts } = await import("../../../src/core/verdicts/verdict-data.ts");
    Object.assign(kept[1] ?? {}, { body: printVerdicts({ stream: "stable", verdicts: more as typeof said, advances: [] }) });
    await start({ to: { kind: "timestamp", stamp: stampOf("20261123-0617") }, reason: "y".repeat(999) + "z".repeat(5000) });
    expect(saidIn(kept[1])).toEqual(["octo good squid:fresh 7"]);
  });
});
