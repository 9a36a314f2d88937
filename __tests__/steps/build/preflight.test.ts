import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../src/core/events/intent.ts";
import { Failure, failure } from "../../../src/core/lib/problems/problem.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import type { Builder, BuilderFacts } from "../../../src/ports/builder.ts";
import type { Containers } from "../../../src/ports/containers.ts";
import { preflight } from "../../../src/steps/build/preflight.ts";
import { makeReporter } from "../../support/engine.ts";
import { builderInto, noContainers } from "../../support/memory-builder.ts";
import { MemoryRegistry } from "../../support/memory-registry.ts";
import { makePlannedUnit } from "../../support/plans.ts";

type Where = "open" | "closed" | "closed, optional";

function unit(name: string, ...places: Where[]): PlannedUnit {
  const [image = ""] = name.split(":");
  const destinations = places.map((where) => ({
    repository: `${where === "open" ? "open" : "closed"}.example.org/${image}`,
    required: where !== "closed, optional",
  }));
  return makePlannedUnit(name, { destinations });
}
const optional = (of: PlannedUnit): PlannedUnit => ({ ...of, required: false });

interface Found {
  /** What was thrown, and nothing is begun. */
  thrown: string[];
  /** Units that cannot be worked on. */
  stopped: string[];
  /** Units that are built one platform at a time. */
  severalNodes: boolean;
  reported: string[];
}

/** What a preflight finds: refusals by the repository that is not open. */
async function check(
  units: PlannedUnit[],
  publishes: boolean,
  {
    intent = "rebuild",
    builder = {},
    containers = {},
  }: { intent?: Intent; builder?: Partial<Builder>; containers?: Partial<Containers> } = {},
): Promise<Found & { asked: string[] }> {
  const [reporter, registry] = [makeReporter(), new MemoryRegistry()];
  const asked: string[] = [];
  registry.refuse = ({ verb, repository }) => {
    if (verb === "assertCanPush") asked.push(repository);
    return verb === "assertCanPush" && repository.startsWith("closed") ? `${repository} refuses` : undefined;
  };
  const tools = { builder: { ...builderInto(registry, []), ...builder }, containers: { ...noContainers, ...containers } };
  const texts = (problems: readonly { severity: string; message: string }[]) =>
    problems.map(({ severity, message }) => `${severity} ${message.replace("closed.example.org/", "")}`);
  try {
    const { stopped, severalNodes } = await preflight(intent, units, ".", { ...tools, registry, reporter }, publishes);
    return { thrown: [], stopped: [...stopped.keys()], severalNodes, reported: texts(reporter.problems), asked };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { thrown: texts(error.problems), stopped: [], severalNodes: false, reported: texts(reporter.problems), asked };
  }
}

const nothing: Found = { thrown: [], stopped: [], severalNodes: false, reported: [] };

describe("the right to push is looked for before anything is built", () => {
  test.each<[string, () => PlannedUnit[], boolean, Partial<Found>]>([
    ["in the first registry", () => [unit("squid:release", "closed")], false, { thrown: ["error squid refuses"] }],
    [
      "all refusals at once, each repository once",
      () => [unit("squid:release", "closed"), unit("squid:testing", "closed"), unit("xcache:release", "closed")],
      false,
      { thrown: ["error squid refuses", "error xcache refuses"] },
    ],
    [
      "in further ones by a run that publishes",
      () => [unit("squid:release", "open", "closed")],
      true,
      { thrown: ["error squid refuses"] },
    ],
    ["not by a job that only builds", () => [unit("squid:release", "open", "closed")], false, {}],
    [
      "an optional one is a warning",
      () => [unit("squid:release", "open", "closed, optional")],
      true,
      { reported: ["warning squid refuses"] },
    ],
    [
      "the first one is never optional",
      () => [unit("squid:release", "closed, optional")],
      true,
      { thrown: ["error squid refuses"] },
    ],
    [
      "optional for one unit, required for another, which alone is stopped",
      () => [unit("squid:release", "open", "closed, optional"), unit("squid:testing", "open", "closed")],
      true,
      { stopped: ["squid:testing"], reported: ["error squid refuses"] },
    ],
    [
      "of one unit: it stops that one",
      () => [unit("squid:release", "closed"), unit("xcache:release", "open")],
      false,
      { stopped: ["squid:release"], reported: ["error squid refuses"] },
    ],
    [
      "of an optional unit: a warning",
      () => [optional(unit("squid:release", "closed")), unit("xcache:release", "open")],
      false,
      { stopped: ["squid:release"], reported: ["warning squid refuses"] },
    ],
    [
      "of an optional unit alone: a warning, too",
      () => [optional(unit("squid:release", "closed"))],
      false,
      { stopped: ["squid:release"], reported: ["warning squid refuses"] },
    ],
    ["what is not built needs none", () => [{ ...unit("squid:release", "closed"), decision: "leave" }], true, {}],
  ])("%s", async (_, units, publishes, expected) => {
    const { asked: _asked, ...found } = await check(units(), publishes);
    expect(found).toEqual({ ...nothing, ...expected });
  });

  test("an untrusted change pushes nothing, and asks for nothing", async () => {
    const found = await check([unit("squid:release", "closed")], true, { intent: "check" });
    expect(found).toEqual({ ...nothing, asked: [] });
  });
});

describe("what else would fail late stops all for a required unit, and an optional unit alone", () => {
  const squid = unit("squid:release", "open");
  const secret = { id: "key", env: "KEY" };
  const build = { ...squid.build, secrets: [secret] };
  const arm = ["linux/amd64", "linux/arm64"];
  const run = { kind: "run" as const, name: "runs", timeout: 1, env: {}, platforms: arm, command: ["true"] };
  const facts = { name: "memory", driver: "memory", platforms: ["linux/amd64"], nodes: [], buildx: "memory" };
  const xcache = unit("xcache:release", "open");

  test.each<[string, PlannedUnit, Parameters<typeof check>[2], string]>([
    ["a secret", { ...squid, build }, { builder: { missingSecrets: async (all) => all } }, 'The secret "key" of squid:release'],
    [
      "a platform of the builder",
      { ...squid, platforms: arm },
      { builder: { check: async () => facts } },
      'The builder "memory"',
    ],
    [
      "a platform of the tests",
      { ...squid, platforms: arm, tests: [run] },
      { containers: { cannotRun: async () => ["linux/arm64"] } },
      "This machine cannot run containers for linux/arm64",
    ],
    [
      "containers that cannot be asked",
      { ...squid, tests: [{ ...run, platforms: ["linux/amd64"] }] },
      { containers: { cannotRun: () => Promise.reject(failure("test-daemon", "Docker does not answer")) } },
      "Docker does not answer",
    ],
  ])("%s", async (_, of, tools, message) => {
    const all = await check([of, xcache], false, tools);
    expect(all).toMatchObject({ thrown: [expect.stringContaining(`error ${message}`)], reported: [] });
    expect(await check([optional(of), xcache], false, tools)).toMatchObject({
      thrown: [],
      stopped: ["squid:release"],
      reported: [expect.stringContaining(`warning ${message}`)],
    });
  });
});

describe("a builder of several nodes", () => {
  const both = ["linux/amd64", "linux/arm64"];
  const node = (name: string, ...platforms: string[]) => ({ name, platforms });
  const fleet = {
    name: "fleet",
    driver: "remote",
    platforms: both,
    nodes: both.map((one, at) => node(`fleet${at}`, one)),
    buildx: "0",
  };
  const on = (platforms: string[], facts: BuilderFacts = fleet) =>
    check([{ ...unit("squid:release", "open"), platforms }], false, { builder: { check: async () => facts } });

  test("is found before any build", async () => {
    expect(await on(both)).toMatchObject({ thrown: [], severalNodes: true });
  });

  test("a platform that is on none: what each has, and how to add one", async () => {
    const { thrown } = await on(["linux/s390x"]);
    expect(thrown).toEqual([
      'error The builder "fleet" cannot build for linux/s390x, which squid:release needs; its nodes have linux/amd64 (fleet0); linux/arm64 (fleet1). Add a node that has it (docker buildx create --append --name fleet --driver remote --platform linux/s390x …), or install QEMU on the machine of a node.',
    ]);
  });

  test("QEMU on this machine is the advice only for a builder on it", async () => {
    const alone = { ...fleet, nodes: fleet.nodes.slice(0, 1), platforms: ["linux/amd64"] };
    expect((await on(both, alone)).thrown).toEqual([expect.stringContaining("install QEMU on the machine of a node")]);
    const here = { ...alone, driver: "docker-container" };
    expect((await on(both, here)).thrown).toEqual([expect.stringContaining("Add docker/setup-qemu-action@v4")]);
  });
});
