/**
 * Rollbacks, holds and history at a command line, with and without a token for GitHub.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Broken, cleanUpBroken, green } from "../support/broken.ts";
import { added, split, stamps } from "../support/broken-tags.ts";
import { startCommandLine } from "../support/command-line.ts";
import type { InProcessGround } from "../support/ground.ts";
import { remove } from "../support/registry-copy.ts";

let published: Broken<InProcessGround>;

beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(cleanUpBroken);

const order = ["--only", "squid:release", "--reason", "it crashes"];

/** The command line in a fork's folder, of which GitHub is the origin. */
const tagstream = (made: Broken, args: string[], env: Record<string, string> = {}) => {
  made.project.repository.git("remote", "set-url", "origin", "https://github.com/osg/images.git");
  return startCommandLine(made.project.repository.folder, args, env);
};
const withToken = ({ github }: Broken) => ({ ...github.env, GITHUB_TOKEN: "planted-token" });

describe("rollback", () => {
  test("without a token is refused, and names the way without a hold; that works, and says so", async () => {
    const made = await published.fork();
    const before = await made.everything();
    const { good, bad } = made.images.squid;
    const refused = await tagstream(made, ["rollback", ...order]);
    expect(refused).toEqual({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(/GITHUB_TOKEN[\s\S]*`--no-hold`[\s\S]*\[hold-write\]/),
    });
    expect(await made.everything()).toEqual(before);

    const done = await tagstream(made, ["rollback", ...order, "--no-hold"]);
    expect(done.status).toBe(0);
    expect(done.stdout).toContain("nothing will hold the streams there (--no-hold): the next publication moves them again");
    expect(done.stderr).toContain("Nothing holds these streams (--no-hold): the next publication moves them again.");
    const undo = stamps(before.tags[0] ?? {}).at(-1)?.[0];
    expect(done.stdout).toContain(
      `tagstream rollback --only 'squid:release' --to ${undo} --reason 'undo the rollback' --no-hold`,
    );
    expect(await made.shown()).toEqual([good]);
    expect(Object.values(added(before.tags[0] ?? {}, await made.agreed()))).toEqual([good]);
    expect([made.github.issues.size, made.github.requests]).toEqual([0, []]);

    const undone = await tagstream(made, [
      "rollback",
      "--only",
      "squid:release",
      "--to",
      undo ?? "",
      "--reason",
      "undo",
      "--no-hold",
    ]);
    expect(undone.status).toBe(0);
    expect(await made.shown()).toEqual([bad]);
  });

  test("with one opens a hold; hold and resume do as in a workflow", async () => {
    const made = await published.fork();
    const before = await made.agreed();
    const back = await tagstream(made, ["rollback", ...order, "--expires", "2w"], withToken(made));
    expect(back).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^tagstream rollback · [\s\S]*squid:release/),
      stderr: expect.stringContaining("Held by #1: https://github.com/osg/images/issues/1"),
    });
    expect(back.stdout + back.stderr).not.toContain("planted-token");
    const [, hold] = made.hold();
    const end = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
    expect(hold.body).toContain(`expires: "${end}"`);
    expect(hold.body).not.toMatch(/^run:/m);
    expect(await made.shown()).toEqual([made.images.squid.good]);

    const again = await tagstream(made, ["rollback", ...order, "--to", made.images.squid.good], withToken(made));
    expect(again.stdout).toContain("continues under hold #1");
    expect(Object.keys(added(before, await made.agreed()))).toHaveLength(1);

    const lifted = await tagstream(made, ["resume", "--only", "squid:release"], withToken(made));
    expect(lifted).toMatchObject({ status: 0, stdout: expect.stringContaining("1 image resumed") });
    expect(made.hold()[1].state).toBe("closed");
    expect(await made.shown()).toEqual([made.images.squid.good]); // its newest publication is the rollback's

    const held = await tagstream(made, ["hold", ...order], withToken(made));
    expect(held).toMatchObject({ status: 0, stdout: expect.stringContaining("1 image held by #2"), stderr: "" });
    expect(made.github.issues.get(2)).toMatchObject({ title: "Hold: squid:release", state: "open" });
  });

  test("--dry-run --json: the plan alone, for machines", async () => {
    const made = await published.fork();
    const before = await made.everything();
    const [, good, bad] = stamps(before.tags[0] ?? {});
    const { status, stdout, stderr } = await tagstream(made, ["rollback", ...order, "--dry-run", "--json"], withToken(made));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "Dry run: nothing was rolled back.\n" });
    const plan = JSON.parse(stdout);
    expect(plan).toMatchObject({
      version: 1,
      repository: "osg/images",
      branch: "main",
      units: [
        {
          unit: "squid:release",
          shows: { digest: bad?.[1], timestamp: bad?.[0] },
          target: { digest: good?.[1], timestamp: good?.[0] },
          destinations: made.places.map((place) => ({ repository: `${place}/squid`, required: true })),
        },
      ],
      hold: { issue: null, units: ["squid:release"], reason: "it crashes" },
      notes: [],
    });
    expect(plan.timestamp).toMatch(/^\d{8}-\d{4}/);
    expect(await made.everything()).toEqual(before);
  });

  test.each([
    ["no reason", ["rollback", "--only", "squid"], /needs the input `reason`/],
    ["no unit", ["rollback", "--reason", "x"], /needs the input `only`/],
    [
      "a day that is over",
      ["rollback", ...order, "--expires", "2020-01-01", "--no-hold"],
      /"2020-01-01" is neither a future day/,
    ],
  ])("used wrongly, with %s: status 2, and nothing is done", async (_, args, message) => {
    const before = await published.everything();
    const { status, stdout, stderr } = await tagstream(published, args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: expect.stringMatching(message) });
    expect(await published.everything()).toEqual(before);
  });
});

test("history: what was published, what each image was, what held the stream, and where the registries differ, on the real engine", async () => {
  const made = await Broken.publish();
  await green(made.rollback());
  made.close(1);
  const [oldest, good, bad, back] = stamps(await made.agreed());
  const short = (digest = "") => digest.slice(0, "sha256:12345678".length);

  const table = await tagstream(made, ["history", "--only", "squid"], withToken(made));
  expect(table).toEqual({ status: 0, stdout: expect.any(String), stderr: "" });
  const lines = table.stdout.split("\n").map((line) => line.trim().replace(/ {2,}/g, "  "));
  expect(lines[0]).toBe(`squid:release · shows ${back?.[0]}, the same everywhere`);
  expect(lines.slice(2, 6)).toEqual([
    expect.stringMatching(
      new RegExp(`^${back?.[0]}  ${short(good?.[1])}  rolled back to ${good?.[0]}  [0-9a-f]{7}  busybox:1\\.36 sha256:`),
    ),
    expect.stringMatching(
      new RegExp(`^${bad?.[0]}  ${short(bad?.[1])}  built  ${made.commit.slice(0, 7)}  busybox:1\\.36 sha256:`),
    ),
    expect.stringMatching(new RegExp(`^${good?.[0]}  ${short(good?.[1])}  built  `)),
    expect.stringMatching(new RegExp(`^${oldest?.[0]}  ${short(oldest?.[1])}  built  `)),
  ]);
  expect(lines[6]).toMatch(/^held \d+ \w+ to \d+ \w+ by octo \(#1\): it crashes$/);

  const json = await tagstream(made, ["history", "--json"]);
  expect(json.status).toBe(0);
  const { units, notes } = JSON.parse(json.stdout);
  expect(notes).toEqual(["Tagstream cannot look for holds, verdicts and yanks: it has no GitHub token"]);
  expect(units.map(({ unit, agrees }: { unit: string; agrees: boolean }) => [unit, agrees])).toEqual([
    ["squid:release", true],
    ["xcache:release", true],
  ]);
  expect(units[0].publications[0]).toMatchObject({
    timestamp: back?.[0],
    digest: good?.[1],
    origin: { kind: "rolled back", to: good?.[0] },
  });
  expect(units[0].publications[1]).toMatchObject({
    timestamp: bad?.[0],
    digest: bad?.[1],
    origin: { kind: "built" },
    revision: made.commit,
  });

  const [host, path] = split(`${made.places[1]}/squid`);
  await remove(host, path, `release-${bad?.[0]}`, "latest");
  const apart = await tagstream(made, ["history", "--only", "squid"], withToken(made));
  expect(apart.stdout).toMatch(new RegExp(`${bad?.[0]} .*not in ${made.places[1]}/squid$`, "m"));
  expect(apart.stdout).toContain(`${made.places[1]}/squid:latest shows nothing`);
  expect(apart.stdout).not.toContain("the same everywhere");
});
