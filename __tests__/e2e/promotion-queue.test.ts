/**
 * A merge queue's groups are tested, and their merges publish what was tested.
 * @needs engine
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { timestampOf } from "../../src/core/lib/time/timestamp.ts";
import { makeFolder } from "../support/git.ts";
import { type Proposed, promotionSetting } from "../support/promotions.ts";
import { tagsOf } from "../support/registry-check.ts";

const setting = promotionSetting();

describe("a merge queue", () => {
  /** The event of a group, whose head is checked out. */
  const group = ({ project }: Proposed, base: string) =>
    project.step({
      event: "merge_group",
      payload: {
        action: "checks_requested",
        merge_group: {
          head_sha: project.repository.head(),
          base_sha: base,
          base_ref: "refs/heads/main",
          head_ref: "refs/heads/q",
        },
        repository: { id: 4711, default_branch: "main" },
      },
    });
  const byInputs = async ({ project }: Proposed): Promise<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(await tagsOf(`${project.registry}/squid`)).filter(([tag]) => /^rc\.release\.[0-9a-f]{12}$/.test(tag)),
    );
  const on = ({ project: { repository } }: Proposed, commit: string): string => {
    repository.git("checkout", "--quiet", "-B", "main", commit);
    return repository.head();
  };

  test("what it tested is what the merge publishes, though no pull request had it so", async () => {
    const made = await setting.proposeSquid();
    const { repository } = made.project;
    const base = on(made, made.pull.base);
    // A batch: this pull request, and another one, which touches the same image.
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", made.pull.head);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const before = await byInputs(made);
    const { status, log } = await group(made, base);
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringMatching(/squid:release +build +changed/) });
    const [[tag, digest] = []] = Object.entries(await byInputs(made)).filter(([name]) => !(name in before));
    expect({ tag, digest }).toEqual({ tag: expect.any(String), digest: expect.stringMatching(/^sha256:/) });
    const merged = await setting.push(made);
    expect(merged.log).toMatch(/squid:release +promote +tested in a merge queue, under an hour old/);
    expect(setting.builder.calls()).toEqual([]);
    expect(await setting.released(made)).toEqual([digest, digest]);
  });

  test("two groups, tested side by side and merged one after the other: both are promoted", async () => {
    const made = await setting.proposeSquid();
    const { repository, registry } = made.project;
    const base = on(made, made.pull.base);
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", made.pull.head);
    const first = repository.head();
    expect((await group(made, base)).log).toMatch(/squid:release +reuse/); // tested in its pull request
    const before = await byInputs(made);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const second = repository.head();
    expect(await group(made, first)).toMatchObject({ status: 0 });
    const [digest] = Object.entries(await byInputs(made)).flatMap(([name, of]) => (name in before ? [] : [of]));
    // The first one is published in a later minute than the second one was built in.
    const built = `release-${timestampOf(new Date())}`;
    const later = { main: aMinuteLater() };
    on(made, first);
    expect((await setting.push(made, later)).log).toMatch(/squid:release +promote/);
    const isLater = (tag: string) => /^release-\d{8}-\d{4}/.test(tag) && tag > built;
    expect(Object.keys(await tagsOf(`${registry}/squid`)).filter(isLater)).toHaveLength(1);
    on(made, second);
    const { log } = await setting.push(made, later);
    expect({ log, registry }).toMatchObject({ log: expect.stringMatching(/squid:release +promote +tested in a merge queue/) });
    expect(setting.builder.calls()).toEqual([]);
    expect(await setting.released(made)).toEqual([digest, digest]);
  });

  test("a group that touches no image is green at once, and has no jobs", async () => {
    const made = await setting.proposeSquid();
    const base = on(made, made.pull.base);
    made.project.repository.commit({ "docs/words.md": "another pull request\n" });
    const before = await byInputs(made);
    const { status, log, outputs } = await group(made, base);
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringContaining("nothing to do") });
    expect(outputs["matrix"]).toBe('{"include":[]}');
    expect(await byInputs(made)).toEqual(before);
  });
});

/** The action's bundle by a clock that is a minute ahead, since timestamps tell minutes apart. */
function aMinuteLater(): string {
  const file = path.join(makeFolder(), "later.cjs");
  const bundle = path.resolve(import.meta.dirname, "../../dist/index.cjs");
  const later = `class extends Date {
    constructor(...args) { super(...(args.length > 0 ? args : [Date.now()])); }
    static now = ((now) => () => now() + 60_000)(Date.now);
  }`;
  writeFileSync(file, `globalThis.Date = ${later};\nrequire(${JSON.stringify(bundle)});\n`);
  return file;
}
