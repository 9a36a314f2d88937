import { afterAll, expect, test } from "@jest/globals";
import { followedProject } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import { block, full } from "../support/hold-block.ts";
import { makeHoldText } from "../support/holds.ts";

afterAll(removeFolders);

const only = ["*:stable"];

test("a run says what a following stream shows, what it waits for, and what it followed", async () => {
  const project = followedProject();
  await project.at("2026-11-02 06:17", { only: ["*:fresh"] });
  const early = await project.at("2026-11-05 03:17", { only });
  expect(early.text).toContain("stable  shows nothing of fresh yet · next: 20261102-0617 in 4 d 3 h");
  expect(early.text).toContain("waiting for: soak (2 d 21 h of 7 d) · passed: tested, shown, verdict, forward, not withdrawn");
  const due = await project.at("2026-11-09 06:17", { only });
  expect(due.text).toContain("stable  shows nothing of fresh yet · follows 20261102-0617 now");
  expect(due.text).toContain("followed fresh 20261102-0617, byte for byte");
  expect(due.text).toContain("| `stable` | `20261102-0617` of `fresh`, 7 days old | none yet |  |");
  expect(due.shown.outputs["published"]).toContain('"how":"followed"');
});

test("a held one says what it would follow, in the hold's comment, too", async () => {
  const project = followedProject();
  await project.at("2026-11-02 06:17", { only: ["*:fresh"] });
  await project.at("2026-11-09 06:17", { only });
  await project.at("2026-11-09 08:17", { only: ["*:fresh"] });
  const data = { ...full, units: ["squid:stable"], digests: { "squid:stable": project.shows("stable") } };
  project.made.holds.push({ ...makeHoldText(block(data)), counts: true });
  const held = await project.at("2026-11-17 06:17", { only });
  expect(held.text).toContain("would follow fresh 20261109-0817, without its hold (#12)");
  expect(project.made.comments.join("\n")).toContain("| would follow fresh 20261109-0817 |");
});
