import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { printVerdicts } from "../../src/core/verdicts/verdict-data.ts";
import { printYanks } from "../../src/core/verdicts/yank-data.ts";
import { type FollowedProject, followedProject, place } from "./followed-project.ts";
import { advance, keptIssue, stampOf, verdict, yank } from "./verdicts.ts";

/** The second registry of the story, which lacks a publication and has another one differently. */
export const second = "two.example.org/osg";

/** When people look. */
export const lookedAt = "2026-11-28 10:00";

/**
 * Images of two streams in two registries, with all ways in which an image comes to be published:
 * built, promoted, followed, rolled back under a hold, resumed, again, unchanged, yanked and judged.
 */
export async function statusStory(): Promise<FollowedProject> {
  const project = followedProject("soak: 1d", {
    registries: `[${place}, ${second}]`,
    images:
      "  squid: { context: squid, aliases: [{ tag: latest, when: { stream: fresh } }] }\n  xcache: { context: xcache, base: squid }",
    files: { "xcache/Dockerfile": `FROM ${place}/squid:fresh\n` },
  });
  const { made } = project;
  const run = async (...of: Parameters<FollowedProject["at"]>): Promise<void> => {
    const { status, text } = await project.at(...of);
    if (status !== 0) throw new Error(`${of[0]} ended with ${status}: ${text}`);
  };
  await run("2026-11-02 06:17");
  await run("2026-11-03 07:23", { only: ["*:stable"] });
  await run("2026-11-09 06:17", { only: ["*:fresh"] });
  await run("2026-11-10 07:23", { only: ["*:stable"] });
  made.repository.commit({ "squid/Dockerfile": "FROM scratch\n# better\n" });
  await run("2026-11-12 09:00", { event: "pull_request" });
  await run("2026-11-12 10:00", { event: "push" });
  await run("2026-11-14 07:23", { only: ["*:stable"] });
  await run("2026-11-15 10:00", {
    command: rollback,
    only: ["squid:stable"],
    request: { to: { kind: "previous" }, reason: "it <b>crashes</b>", expires: "2d" },
  });
  await run("2026-11-16 10:00", { command: resume, only: ["squid:stable"] });
  await run("2026-11-20 06:17", { only: ["*:fresh"] });
  await run("2026-11-25 10:00", {
    command: rollback,
    only: ["squid:fresh"],
    request: { to: { kind: "previous" }, reason: "it leaks" },
  });
  const { registry } = made;
  // What a push and a rebuild that changed nothing leave.
  const first = registry.shown(`${place}/xcache`)["fresh-20261102-0617"] as Digest;
  for (const where of [place, second]) {
    registry.setTag(`${where}/xcache`, "fresh-20261121-0617", first);
    registry.setTag(`${where}/xcache`, "fresh-20261122-0617", first);
  }
  registry.removeTag(`${second}/squid`, "fresh-20261109-0617");
  registry.setTag(`${second}/squid`, "latest", first);
  await say(project);
  return project;
}

async function say({ made }: FollowedProject): Promise<void> {
  const tags = made.registry.shown(`${place}/squid`);
  const of = { digest: tags["fresh-20261109-0617"] as Digest, stamp: stampOf("20261109-0617") };
  made.verdicts.push(
    keptIssue(
      90,
      "Verdicts: stable",
      printVerdicts({
        stream: "stable",
        verdicts: [
          verdict({ ...of, at: "2026-11-09T12:00:00Z" }),
          verdict({ ...of, by: "mona", at: "2026-11-26T12:00:00Z", verdict: "bad", reason: "no" }),
        ],
        advances: [advance({ ...of, at: "2026-11-10T07:24:00Z", reason: "mends CVE-1" })],
      }),
    ),
  );
  made.yanks.push(keptIssue(91, "Yanked images", printYanks([yank({ ...of, at: "2026-11-26T10:00:00Z" })])));
}
