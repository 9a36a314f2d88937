import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openRepository } from "../../../../src/adapters/git/repository.ts";
import { readEvent, type Trigger } from "../../../../src/core/events/event.ts";
import { checkOut } from "../../../../src/steps/plan/checkout/work-tree.ts";
import { event, release } from "../../../support/events.ts";
import { codeOf, makeRepository, removeFolders, type TestRepository } from "../../../support/git.ts";

let made: TestRepository;
let tagged: string;
let object: string;
beforeAll(() => {
  made = makeRepository({ a: "1" });
  tagged = made.head();
  made.git("tag", "--annotate", "--message", "a release", "v1.4.2");
  object = made.git("rev-parse", "v1.4.2");
  made.commit({ a: "2" });
});
afterAll(removeFolders);

const ref = { ref: "refs/tags/v1.4.2" };
/** The three ways to ask for a version, about a commit. */
const asked = (sha: string): [string, Trigger][] =>
  [
    event("push", { head_commit: null }, { ...ref, sha }),
    event("workflow_dispatch", {}, { ...ref, sha }),
    event("release", release(), { ...ref, sha }),
  ].map((facts) => [facts.name, { ...(readEvent(facts) as Trigger), intent: "version" }]);

describe("a version is of the tagged commit, as it is checked out", () => {
  test("whether the event names the commit or the annotated tag", async () => {
    made.git("checkout", "--quiet", "v1.4.2");
    const repository = await openRepository(made.folder);
    for (const [, trigger] of [...asked(tagged), ...asked(object)]) {
      expect(await checkOut(trigger, { repository }, true, "refs/tags/v1.4.2")).toMatchObject({ commit: tagged, notes: [] });
    }
  });

  test("and refused when something else is checked out: the branch's tip is no version", async () => {
    made.git("checkout", "--quiet", "main");
    const repository = await openRepository(made.folder);
    for (const [, trigger] of [...asked(tagged), ...asked(object), ...asked("f".repeat(40))]) {
      expect(await codeOf(checkOut(trigger, { repository }, true, "refs/tags/v1.4.2"))).toBe("plan-checkout");
    }
  });
});
