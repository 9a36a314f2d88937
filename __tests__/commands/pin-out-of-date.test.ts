import { afterAll, describe, expect, test } from "@jest/globals";
import type { PinTargets } from "../../src/ports/pin-targets.ts";
import { removeFolders } from "../support/git.ts";
import { memoryPinTargets, mergeProposal } from "../support/memory-pin-targets.ts";
import { first, pinProject, proposed } from "../support/pin-project.ts";

afterAll(removeFolders);

const squid = `${first}/squid`;
const manifests = {
  "prod/squid.yaml": `# kept\nimage:   ${squid}:release   # ours\n`,
  "prod/xcache.yaml": `image: { repository: ${first}/xcache, tag: testing }\n`,
};

describe("no pull request is out of date", () => {
  test("a stream that moves during the run is proposed as it is at the end: an older run undoes no newer one", async () => {
    const project = pinProject({ "a.yaml": `image: ${squid}:release\n` });
    await project.publish("2026-11-16 06:17");
    const targets = memoryPinTargets(project.made.pinTargets);
    let proposals = 0;
    const newer: PinTargets = {
      open(...args) {
        const opened = targets.open(...args);
        return {
          ...opened,
          async propose(proposal) {
            if (++proposals === 1) await project.publish("2026-11-23 06:17");
            return opened.propose(proposal);
          },
        };
      },
    };
    expect((await project.pin({ targets: newer })).status).toBe(0);
    expect(proposed(project.target, "a.yaml")).toBe(`image: ${squid}:${project.pinned("20261123-0617")}\n`);
    expect(proposals).toBe(2);
  });

  test("a pull request that is merged during the run does not open a second one", async () => {
    const project = pinProject({ "a.yaml": `image: ${squid}:release\n` });
    await project.publish("2026-11-16 06:17");
    await project.pin();
    const targets = memoryPinTargets(project.made.pinTargets);
    const merging: PinTargets = {
      open(...args) {
        const opened = targets.open(...args);
        return {
          ...opened,
          async propose(proposal) {
            if (project.target.pulls[0]?.state === "open") mergeProposal(project.target, proposal.head);
            return opened.propose(proposal);
          },
        };
      },
    };
    expect((await project.pin({ targets: merging })).status).toBe(0);
    expect(project.target.pulls.map(({ state }) => state)).toEqual(["merged", "closed"]);
  });

  test("`only` as an input would take other pins out of the pull request: refused, and fine in a dry run", async () => {
    const project = pinProject(manifests);
    await project.publish("2026-11-16 06:17");
    await project.pin();
    const { status, shown } = await project.pin({ request: { only: ["xcache:*"] } });
    expect([status, shown.problems.map(({ code }) => code)]).toEqual(["threw", ["input-invalid"]]);
    expect([...(project.target.pulls[0]?.files.keys() ?? [])]).toHaveLength(2);
    expect((await project.pin({ request: { only: ["xcache:*"], dryRun: true } })).status).toBe(0);
  });

  test("globs that match nothing are a warning, not up to date", async () => {
    const project = pinProject(manifests, { pins: "pins: [{ repository: osg/k8s, files: ['produ/**'] }]" });
    await project.publish("2026-11-16 06:17");
    const { status, shown, lines } = await project.pin();
    expect([status, shown.problems]).toEqual([
      0,
      [{ code: "pin-none", severity: "warning", message: expect.stringContaining("No file matches produ/**") }],
    ]);
    expect(lines).toContain("tagstream pin · there are no files to look at");
  });
});
