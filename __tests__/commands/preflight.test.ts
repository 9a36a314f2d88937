import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../src/adapters/buildx.ts";
import { createContainers } from "../../src/adapters/containers.ts";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import { preflight } from "../../src/commands/build/preflight.ts";
import type { Intent, PlannedUnit } from "../../src/core/plan.ts";
import { Failure } from "../../src/core/problem.ts";
import { engine, makeReporter } from "../support/engine.ts";
import { makePlannedUnit } from "../support/plans.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";

const registry = createRegistry({ environment: {}, retry: { scale: 0.001 } });
const place = `test-${randomBytes(6).toString("hex")}`;
let open: Recorder;
let closed: Recorder;

beforeAll(async () => {
  open = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"));
  closed = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY_B"), {
    refuse: ({ method }) => (method === "POST" ? 403 : undefined),
  });
});
afterAll(async () => {
  await open.close();
  await closed.close();
});

type Where = "open" | "closed" | "closed, optional";

function unit(name: string, ...places: Where[]): PlannedUnit {
  const [image = ""] = name.split(":");
  const destinations = places.map((where) => ({
    repository: `${(where === "open" ? open : closed).host}/${place}/${image}`,
    required: where !== "closed, optional",
  }));
  return makePlannedUnit(name, { destinations });
}

/** What it refuses, and of what it warns: names of repositories. */
async function check(units: PlannedUnit[], publishes: boolean, intent: Intent = "rebuild") {
  const reporter = makeReporter();
  const refused = await preflight(
    intent,
    units,
    ".",
    { builder: createBuilder(), containers: createContainers(), registry, reporter },
    publishes,
  ).then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      return error.problems;
    },
  );
  const names = (problems: readonly { code: string; message: string }[]) =>
    problems.map(({ code, message }) => `${code} ${/\/(\w+):/.exec(message.replace(/127\.0\.0\.1:\d+/g, ""))?.[1]}`);
  return { refused: names(refused), warned: names(reporter.problems) };
}

describe("the right to push is looked for before anything is built", () => {
  test.each<[string, () => PlannedUnit[], boolean, { refused: string[]; warned: string[] }]>([
    ["in the first registry", () => [unit("squid:release", "closed")], false, { refused: ["registry-login squid"], warned: [] }],
    [
      "all refusals at once, each repository once",
      () => [unit("squid:release", "closed"), unit("squid:testing", "closed"), unit("xcache:release", "closed")],
      false,
      { refused: ["registry-login squid", "registry-login xcache"], warned: [] },
    ],
    [
      "in further ones by a run that publishes",
      () => [unit("squid:release", "open", "closed")],
      true,
      { refused: ["registry-login squid"], warned: [] },
    ],
    ["not by a job that only builds", () => [unit("squid:release", "open", "closed")], false, { refused: [], warned: [] }],
    [
      "an optional one is a warning",
      () => [unit("squid:release", "open", "closed, optional")],
      true,
      { refused: [], warned: ["registry-login squid"] },
    ],
    [
      "the first one is never optional",
      () => [unit("squid:release", "closed, optional")],
      true,
      { refused: ["registry-login squid"], warned: [] },
    ],
    [
      "optional for one unit, required for another",
      () => [unit("squid:release", "open", "closed, optional"), unit("squid:testing", "open", "closed")],
      true,
      { refused: ["registry-login squid"], warned: [] },
    ],
    [
      "what is not built needs none",
      () => [{ ...unit("squid:release", "closed"), decision: "leave" }],
      true,
      { refused: [], warned: [] },
    ],
  ])("%s", async (_, units, publishes, expected) => {
    expect(await check(units(), publishes)).toEqual(expected);
  });

  test("an untrusted change pushes nothing, and asks for nothing", async () => {
    closed.requests.length = 0;
    expect(await check([unit("squid:release", "closed")], true, "check")).toEqual({ refused: [], warned: [] });
    expect(closed.requests).toEqual([]);
  });
});
