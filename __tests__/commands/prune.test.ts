import { afterAll, describe, expect, test } from "@jest/globals";
import { failure } from "../../src/core/lib/problems/problem.ts";
import { removeFolders } from "../support/git.ts";
import { block } from "../support/hold-block.ts";
import { makeHoldText } from "../support/holds.ts";
import { memoryTarget } from "../support/memory-pin-targets.ts";
import type { MemoryRun } from "../support/memory-run.ts";
import { memoryRun } from "../support/memory-run.ts";
import {
  configured,
  one,
  publish,
  type Start,
  stampBefore,
  stampsIn,
  startPrune,
  two,
  weeklyWorld,
} from "../support/prune-world.ts";
import { terminalOf } from "../support/terminal.ts";

afterAll(removeFolders);

const rules = "{ all: 30d }";
const left = [28, 21, 14, 7, 0].map(stampBefore);
const all = [49, 42, 35, ...left.map((_, index) => 28 - 7 * index)].map((days) =>
  typeof days === "number" ? stampBefore(days) : days,
);

describe("a dry run", () => {
  test("writes nothing, and says what stays and why", async () => {
    const made = weeklyWorld(8, rules);
    const { status, writes, lines, outputs, summary } = await startPrune(made, { dryRun: true });
    expect(writes).toEqual([]);
    expect(status).toBe(0);
    expect(outputs).toEqual({ pruned: "[]", failed: "[]" });
    expect(lines.join("\n")).toContain(
      "app:release · keeps 5 of 8 publications · would remove 3: 20261005-0617 … 20261019-0617 (over 30 days)",
    );
    expect(lines.at(-1)).toBe("Dry run: nothing was removed.");
    expect(summary).toMatch(/^### Dry run: Would remove 3 publications of 1 image$/m);
  });

  test("needs no token, and says what it could not ask", async () => {
    const made = weeklyWorld(8, rules, "pins: [{ repository: octo/k8s, files: ['*.yaml'] }]\n");
    const { status, lines } = await startPrune(made, { dryRun: true, forge: undefined });
    expect(status).toBe(0);
    expect(lines).toContain("Would remove at most 3 publications of 1 image");
    expect(lines).toContainEqual(expect.stringContaining("Tagstream cannot look for holds, verdicts and yanks"));
    expect(lines).toContainEqual(expect.stringContaining("what these files pin is not among what stays: octo/k8s"));
  });

  test("as JSON, has each publication with what becomes of it", async () => {
    const made = weeklyWorld(8, rules);
    const printed: string[] = [];
    await startPrune(made, { dryRun: true, terminal: terminalOf(printed, { json: true }) });
    const { units, dryRun } = JSON.parse(printed.join("")) as {
      dryRun: boolean;
      units: { publications: { action: string; timestamp: string }[] }[];
    };
    expect(dryRun).toBe(true);
    expect(units[0]?.publications.map(({ timestamp, action }) => `${timestamp} ${action}`)).toEqual(
      all.toReversed().map((stamp) => `${stamp} ${left.includes(stamp) ? "keep" : "remove"}`),
    );
  });
});

describe("a real run", () => {
  test("removes from all registries, and a second run removes nothing", async () => {
    const made = weeklyWorld(8, rules);
    const first = await startPrune(made);
    expect(first.status).toBe(0);
    expect([stampsIn(made), stampsIn(made, two)]).toEqual([left, left]);
    const rows = JSON.parse(first.outputs["pruned"] ?? "") as { unit: string; repository: string; tag: string }[];
    expect(rows.map(({ repository, tag }) => `${repository} ${tag}`)).toEqual(
      [two, one].flatMap((repository) => [49, 42, 35].map((days) => `${repository} release-${stampBefore(days)}`)),
    );
    const second = await startPrune(made);
    expect(second).toMatchObject({ status: 0, writes: [], outputs: { pruned: "[]" } });
  });

  test("is refused without a token", async () => {
    const made = weeklyWorld(8, rules);
    const { status, problems, writes } = await startPrune(made, { forge: undefined });
    expect({ status, writes }).toEqual({ status: 1, writes: [] });
    expect(problems).toEqual([expect.objectContaining({ code: "retention-token" })]);
  });

  test.each(["push", "pull_request", "tagstream-published"])("never runs on %s", async (event) => {
    const made = weeklyWorld(8, rules);
    const { problems, writes } = await startPrune(made, { event });
    expect(problems).toEqual([
      expect.objectContaining({ code: "event-refused", message: expect.stringContaining("cannot prune") }),
    ]);
    expect(writes).toEqual([]);
  });

  test("without rules says how they look", async () => {
    const made = memoryRun({
      ...configured("x"),
      ".github/tagstream.yml": "registries: [one.example.org/osg]\nimages: { app: { context: app } }\n",
    });
    const { status, problems } = await startPrune(made);
    expect(status).toBe(1);
    expect(problems).toEqual([
      expect.objectContaining({ code: "retention-none", message: expect.stringContaining("monthly: 1y") }),
    ]);
  });

  test("refuses to remove more than half of an image, unless a person accepts that", async () => {
    const made = weeklyWorld(20, rules);
    const refused = await startPrune(made);
    expect(refused).toMatchObject({ status: 1, writes: [] });
    expect(refused.problems).toEqual([
      {
        code: "retention-refused",
        severity: "error",
        message: expect.stringMatching(
          /^app:release: \d+ of 20 publications would go, more than half\. If that is right, run it with `accept`/,
        ),
      },
    ]);
    expect(JSON.parse(refused.outputs["failed"] ?? "")).toEqual([
      expect.objectContaining({ unit: "app:release", code: "retention-refused" }),
    ]);
    const look = await startPrune(made, { dryRun: true });
    expect(look).toMatchObject({ status: 0, problems: [expect.objectContaining({ severity: "warning" })] });
    expect(await startPrune(made, { accept: true })).toMatchObject({ status: 0, problems: [] });
    expect(stampsIn(made)).toEqual(left);
  });
});

describe("what cannot be read removes nothing, and all of it is said at once", () => {
  const nothing = async (made: MemoryRun, start: Start, message: string): Promise<void> => {
    const { status, writes, problems, summary } = await startPrune(made, start);
    expect({ status, writes }).toEqual({ status: 1, writes: [] });
    expect(summary).toMatch(/^### Nothing may be removed/);
    expect(problems).toContainEqual(
      expect.objectContaining({ code: "retention-unknown", message: expect.stringContaining(message) }),
    );
    expect(stampsIn(made)).toEqual(all);
  };

  test("a registry", async () => {
    const made = weeklyWorld(8, rules);
    made.registry.refuse = ({ verb, repository }) => (verb === "tags" && repository === two ? "out of order" : undefined);
    await nothing(made, {}, `Could not read the tags of ${two}: out of order.`);
  });

  test("one tag", async () => {
    const made = weeklyWorld(8, rules);
    made.registry.refuse = ({ verb, reference }) =>
      verb === "resolve" && reference === `release-${stampBefore(7)}` ? "down" : undefined;
    await nothing(made, {}, "Could not read the tags of");
  });

  test("a list that lacks what exists", async () => {
    const made = weeklyWorld(8, rules);
    made.registry.lacks = ({ verb, reference }) => verb === "tags" && reference === "release";
    await nothing(made, {}, 'its list of tags lacks "release", which exists');
  });

  test("holds", async () => {
    const holds = async () => {
      throw failure("github-denied", "the token lacks issues: read");
    };
    await nothing(weeklyWorld(8, rules), { forge: { holds } }, "Could not read the holds: the token lacks issues: read.");
  });

  test("a hold's data", async () => {
    const made = weeklyWorld(8, rules);
    made.holds.push({ ...makeHoldText("nothing", { title: "Hold: app:release" }), counts: true });
    await nothing(made, {}, "Could not read hold #12");
  });

  test("pins, and the keep-file, together", async () => {
    const made = weeklyWorld(8, "{ all: 30d, keep-file: keep.txt }", "pins: [{ repository: octo/k8s, files: ['*.yaml'] }]\n");
    await nothing(made, {}, "octo/k8s");
    await nothing(made, {}, "Could not read the keep-file keep.txt: it is missing");
  });

  test("a stream tag that its registry lists and does not give", async () => {
    const made = weeklyWorld(8, rules);
    const old = made.registry.shown(one)[`release-${stampBefore(49)}`] ?? "sha256:";
    for (const repository of [one, two]) made.registry.setTag(repository, "release", old);
    made.registry.lacks = ({ verb, reference }) => verb !== "tags" && reference === "release";
    await nothing(made, {}, 'it lists the tag "release", but does not give it');
  });

  test("files of a pin target that were renamed: its globs match none", async () => {
    const made = weeklyWorld(8, rules, "pins: [{ repository: octo/k8s, files: ['clusters/**'] }]\n");
    made.pinTargets["octo/k8s"] = memoryTarget({ "sites/river.yaml": `image: ${one}:release-${stampBefore(42)}\n` });
    await nothing(made, {}, "octo/k8s has no file that matches `files` (clusters/**)");
  });

  test("a line of the keep-file", async () => {
    const made = memoryRun({
      ...configured("{ all: 30d, keep-file: keep.txt }"),
      "keep.txt": "# clusters\nnginx:1.27\nwhat is this\n",
    });
    for (let week = 7; week >= 0; week--) publish(made, { stamp: stampBefore(7 * week), shown: week === 0 });
    await nothing(made, {}, 'keep.txt:3: "what is this" is neither a digest nor a reference');
  });
});

describe("what something needs stays", () => {
  test("pins and the keep-file", async () => {
    const keep = `mirror.example.org/one/app:release-${stampBefore(42)}   # a cluster\nnginx:1.27\n`;
    const made = memoryRun({
      ...configured("{ all: 30d, keep-file: keep.txt }", "pins: [{ repository: octo/k8s, files: ['*.yaml'] }]\n"),
      "keep.txt": keep,
    });
    for (let week = 7; week >= 0; week--) publish(made, { stamp: stampBefore(7 * week), shown: week === 0 });
    const digest = made.registry.shown(two)[`release-${stampBefore(49)}`];
    made.pinTargets["octo/k8s"] = memoryTarget({ "squid.yaml": `image: two.example.org/osg/app@${digest}\n` });
    const { status, lines } = await startPrune(made);
    expect(status).toBe(0);
    expect(stampsIn(made)).toEqual([stampBefore(49), stampBefore(42), ...left]);
    expect(lines).toContainEqual(expect.stringMatching(/20261012-0617 +kept by keep\.txt:1/));
    expect(lines).toContainEqual(expect.stringMatching(/20261005-0617 +pinned by octo\/k8s squid\.yaml:1/));
    expect(lines.join("\n")).not.toContain("nginx");
  });

  test("a hold", async () => {
    const made = weeklyWorld(8, rules);
    const digest = made.registry.shown(one)[`release-${stampBefore(49)}`];
    const data = {
      version: 1,
      units: ["app:release"],
      reason: "x",
      owner: "octo",
      expires: "2026-12-01",
      digests: { "app:release": digest },
    };
    made.holds.push({ ...makeHoldText(block(data)), counts: true });
    expect((await startPrune(made)).status).toBe(0);
    expect(stampsIn(made)).toEqual([stampBefore(49), ...left]);
  });
});
