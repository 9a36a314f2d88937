import { afterAll, expect, test } from "@jest/globals";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import { removeFolders } from "../../support/git.ts";
import { type MemoryRun, memoryRun } from "../../support/memory-run.ts";
import { configured, one, publish, stampBefore, startWhen } from "../../support/prune-world.ts";

afterAll(removeFolders);

const [first, second] = ["rc.release.0123456789aa", "rc.release.0123456789ab"];

/** Two old candidates, the second one of #7. The tag of that pull request is there, too: a run was killed that was to remove it. */
function world(): MemoryRun {
  const made = memoryRun(configured("{ all: 30d, candidates: 14d }", "promotion: { max-age: 7d }\n"));
  publish(made, { stamp: stampBefore(0), shown: true });
  const known = {
    "io.github.tagstream.built": "20260601-0617",
    "org.opencontainers.image.source": "https://github.example.org/osg/images",
  };
  made.registry.setTag(one, first, made.registry.push(one, known));
  const ours = { ...known, "io.github.tagstream.pull-request": "7", "io.github.tagstream.built": "20260602-0617" };
  for (const tag of [second, "rc.release.pr-7"]) made.registry.setTag(one, tag, made.registry.push(one, ours));
  return made;
}

const candidatesIn = ({ registry }: MemoryRun) => Object.keys(registry.shown(one)).filter((tag) => tag.startsWith("rc."));
const state = (open: boolean) => ({ open, merged: false, head: "" });

/** Prunes. Right before the first removal, something happens to #7, and a minute goes by. */
async function pruneWhile(made: MemoryRun, asked: () => Promise<ReturnType<typeof state>>) {
  let begun = false;
  const pullRequest = () => (begun ? asked() : Promise.resolve(state(false)));
  const happens = () => {
    begun = true;
    made.now = new Date(made.now.getTime() + 61_000);
  };
  return startWhen(made, (_, tag) => tag === first, happens, { forge: { pullRequest } });
}

test("the candidates of a pull request that is opened again meanwhile stay", async () => {
  const made = world();
  const { status } = await pruneWhile(made, async () => state(true));
  expect(status).toBe(0);
  expect(candidatesIn(made)).toEqual([second, "rc.release.pr-7"]);
});

test("those of one that stays closed go", async () => {
  const made = world();
  expect((await pruneWhile(made, async () => state(false))).status).toBe(0);
  expect(candidatesIn(made)).toEqual([]);
});

test("if nobody can say it any more, nothing more goes, and the run is red", async () => {
  const made = world();
  const { status, problems } = await pruneWhile(made, async () => {
    throw failure("github-failed", "GitHub is down.");
  });
  expect(status).toBe(1);
  expect(problems).toContainEqual(
    expect.objectContaining({ code: "retention-unknown", message: expect.stringContaining("Could not ask whether #7 is open") }),
  );
  expect(candidatesIn(made)).toEqual([second, "rc.release.pr-7"]);
});
