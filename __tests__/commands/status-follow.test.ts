import { afterAll, describe, expect, test } from "@jest/globals";
import { hold } from "../../src/commands/hold.ts";
import { plan } from "../../src/commands/plan.ts";
import type { PlannedFollow } from "../../src/core/follow/planned-follow.ts";
import { keptBy } from "../../src/core/follow/waiting-words.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { rfc3339 } from "../../src/core/lib/time/timestamp.ts";
import { printPublicationId } from "../../src/core/tags/timestamp.ts";
import { printVerdicts } from "../../src/core/verdicts/verdict-data.ts";
import { type FollowedProject, followedProject, place } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import { type StatusEnd, statusOf } from "../support/status-of.ts";
import { keptIssue, stampOf, verdict } from "../support/verdicts.ts";

afterAll(removeFolders);

const twoImages = { images: "  squid: { context: squid }\n  xcache: { context: xcache }" };

/** Two publications of `fresh`, of which `stable` has the first. */
async function published(stable: string, more?: Parameters<typeof followedProject>[1]): Promise<FollowedProject> {
  const project = followedProject(stable, more);
  await project.at("2026-11-02 06:17", { only: ["*:fresh"] });
  await project.at("2026-11-10 07:23", { only: ["*:stable"] });
  await project.at("2026-11-16 06:17", { only: ["*:fresh"] });
  return project;
}

/** What plan and status say of the followers at one moment, in the same form. */
async function both(project: FollowedProject, moment: string): Promise<{ planned: object; own: object; end: StatusEnd }> {
  const { units } = await project.at(moment, { command: plan });
  const end = await statusOf(project, moment);
  const planned = Object.values(units).flatMap(({ name, follow }) => (follow ? [[name, inWords(follow)]] : []));
  const own = end.document.units.flatMap(({ unit, follows }) => {
    if (!follows) return [];
    const { together, takes, next, withdrawn, stale } = follows;
    return [[unit, defined({ together, takes, next, withdrawn, stale })]];
  });
  return { planned: Object.fromEntries(planned) as object, own: Object.fromEntries(own) as object, end };
}

/** A plan's words in the form of a status. */
function inWords({ takes, next, withdrawn, stale, set }: PlannedFollow): object {
  const kept = next && keptBy(next.conditions);
  return defined({
    together: set,
    takes: takes && { timestamp: printPublicationId(takes.stamp), digest: takes.digest },
    next:
      next &&
      defined({
        ...{ timestamp: printPublicationId(next.stamp), digest: next.digest, conditions: next.conditions },
        at: next.at && rfc3339(next.at),
        ...(kept && "withdrawn" in kept ? { waitingFor: [], ...kept } : { waitingFor: kept?.waiting }),
      }),
    withdrawn,
    stale,
  });
}

function defined(keys: object): object {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}

describe("what a follower waits for is what a plan says", () => {
  test("time alone", async () => {
    const project = await published("soak: 7d");
    const { planned, own, end } = await both(project, "2026-11-18 10:00");
    expect(own).toEqual(planned);
    expect(end.unit("squid:stable").follows).toMatchObject({
      ...{ unit: "squid:fresh", soak: 604_800, verdict: "optional" },
      next: { timestamp: "20261116-0617", at: "2026-11-23T06:17:00Z", waitingFor: [expect.stringMatching(/^soak \(2 d/)] },
    });
    expect(end.text).toContain("waiting");
    expect(end.unit("squid:fresh").followers).toEqual(["squid:stable"]);
  });

  test("a run that takes it", async () => {
    const { planned, own, end } = await both(await published("soak: 7d"), "2026-11-24 10:00");
    expect(own).toEqual(planned);
    expect(end.unit("squid:stable").follows?.takes?.timestamp).toBe("20261116-0617");
    expect(end.unit("squid:stable").follows).not.toHaveProperty("stays");
  });

  test("a verdict that is missing, and one that keeps it out", async () => {
    const project = await published("soak: 1d, verdict: required");
    const missing = await both(project, "2026-11-24 10:00");
    expect(missing.own).toEqual(missing.planned);
    expect(missing.end.unit("squid:stable").follows?.next?.waitingFor).toEqual(["verdict (no good verdict yet)"]);
    const tags = project.made.registry.shown(`${place}/squid`);
    const bad = ["20261102-0617", "20261116-0617"].map((stamp) =>
      verdict({ digest: tags[`fresh-${stamp}`] as Digest, stamp: stampOf(stamp), verdict: "bad", reason: "it crashes" }),
    );
    project.made.verdicts.push(keptIssue(1, "Verdicts", printVerdicts({ stream: "stable", verdicts: bad, advances: [] })));
    const out = await both(project, "2026-11-24 10:00");
    expect(out.own).toEqual(out.planned);
    expect(out.end.unit("squid:stable").follows?.next?.withdrawn).toBe("bad verdict of octo: it crashes");
    const judged = out.end.unit("squid:fresh").publications.map(({ timestamp, verdicts }) => [timestamp, verdicts?.length]);
    expect(judged).toEqual([
      ["20261116-0617", 1],
      ["20261102-0617", 1],
    ]);
    expect(out.end.unit("squid:stable").publications.flatMap(({ verdicts }) => verdicts ?? [])).toEqual([]);
  });

  test("a set of which another one is held, also where only one of it is selected", async () => {
    const project = await published("soak: 1d, together: true", twoImages);
    await project.at("2026-11-20 10:00", { command: hold, only: ["squid:stable"], request: { reason: "a fair" } });
    const { planned, own, end } = await both(project, "2026-11-24 10:00");
    expect(own).toEqual(planned);
    const stays = { held: end.unit("squid:stable").follows?.stays, other: end.unit("xcache:stable").follows?.stays };
    expect(stays).toEqual({ held: "held by #1", other: "it moves together with squid:stable, which #1 holds" });
    const one = await statusOf(project, "2026-11-24 10:00", { only: ["xcache:stable"] });
    expect(one.document.units.map(({ unit }) => unit)).toEqual(["xcache:stable"]);
    expect(one.unit("xcache:stable").follows).toEqual(end.unit("xcache:stable").follows);
  });

  test("a source that does not answer: the follower is unknown, and the run is red", async () => {
    const project = await published("soak: 7d", twoImages);
    project.made.registry.refuse = ({ repository }) => (repository === `${place}/squid` ? "it is down" : undefined);
    const end = await statusOf(project, "2026-11-18 10:00");
    expect(end.status).toBe(1);
    expect(end.unit("squid:stable").follows?.unknown).toContain("it is down");
    expect(end.unit("xcache:stable").follows?.next?.timestamp).toBe("20261116-0617");
  });
});
