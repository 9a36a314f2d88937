import { afterAll, expect, test } from "@jest/globals";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { openSources } from "../../../src/steps/build/open-sources.ts";
import { secretsFrom, withSecrets } from "../../../src/steps/build/secret-files.ts";
import { SourceTrees } from "../../../src/steps/plan/checkout/source-trees.ts";
import { makeReporter } from "../../support/engine.ts";
import { makeRepository, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

const made = makeRepository({ a: "1" });
const gone = "1".repeat(40);

/** A unit of a source, `name@commit`; optional ones begin with `?`. */
function unitOf(text: string, decision: PlannedUnit["decision"] = "build"): PlannedUnit {
  const [name = "", commit = ""] = text.replace("?", "").split("@");
  const source = commit === "" ? {} : { source: { ref: "refs/tags/v1.4.2", commit } };
  return { name, required: !text.startsWith("?"), decision, ...source } as PlannedUnit;
}

async function opened(units: PlannedUnit[]) {
  const trees = new SourceTrees({ tree: await openRepository(made.folder), commit: made.head() });
  const reporter = makeReporter();
  try {
    const stopped = await openSources(units, trees, reporter);
    const open = units.filter((unit) => trees.find(unit)).map(({ name }) => name);
    return { stopped: [...stopped.keys()], open, problems: reporter.problems.map(({ severity, code }) => `${severity} ${code}`) };
  } finally {
    await trees.dispose();
  }
}

test("a commit that cannot be had stops its own units; the others go on", async () => {
  const units = [unitOf("a"), unitOf(`b@${made.head()}`), unitOf(`c@${gone}`), unitOf(`d@${gone}`)];
  expect(await opened(units)).toEqual({ stopped: ["c", "d"], open: ["a", "b"], problems: ["error source-unusable"] });
  expect(await opened([unitOf("a"), unitOf(`?c@${gone}`)])).toMatchObject({ problems: ["warning source-unusable"] });
});

test("a blocked unit needs no commit", async () => {
  expect(await opened([unitOf(`b@${gone}`, "blocked")])).toEqual({ stopped: [], open: [], problems: [] });
});

test("nothing is left: the job fails", async () => {
  const refused = await opened([unitOf(`c@${gone}`), unitOf(`d@${gone}`)]).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Failure);
  expect((refused as Failure).message).toContain("c, d: Tagstream cannot check out v1.4.2.");
});

test("files of secrets stay in the checkout, wherever a unit is built", () => {
  const secrets = [
    { id: "a", src: "made/key" },
    { id: "b", src: "/run/b" },
    { id: "c", env: "C" },
  ];
  const unit = { build: { secrets } } as unknown as PlannedUnit;
  const place = { workTree: "/checkout", secrets };
  const there = [{ id: "a", src: "/checkout/made/key" }, ...secrets.slice(1)];
  expect(secretsFrom(place, "/source")).toEqual(there);
  expect(withSecrets(unit, place, "/source").build.secrets).toEqual(there);
  expect([secretsFrom(place, "/checkout"), withSecrets(unit, place, "/checkout")]).toEqual([secrets, unit]);
});
