import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import type { UnitHold } from "../../../src/core/holds/hold.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { converge } from "../../../src/steps/reconcile/stream.ts";
import { makeLog } from "../../support/engine.ts";
import { makeHold } from "../../support/holds.ts";
import { pushImage } from "../../support/registry.ts";
import { tagsOf } from "../../support/registry-check.ts";
import { inProcessRegistries } from "../../support/registry-in-process/for-tests.ts";
import { makeUnit, timestamp } from "../../support/units.ts";

const hosts = inProcessRegistries();
const registry = createRegistry({ environment: {}, retry: { scale: 0.001 } });
const before = { timestamp: timestamp("20261116-0617"), sequence: 0 };
const today = { timestamp: timestamp("20261123-0617"), sequence: 0 };
const { digests: _, scope: _scope, ...plain } = makeHold();

/** A unit that is published, and what was built of it since. */
async function published() {
  const repository = `${hosts.first}/test-${randomBytes(6).toString("hex")}/squid`;
  const unit: Unit = makeUnit("squid:release", { destinations: [{ repository, required: true }] });
  const old = (await pushImage(repository, "old")).manifest.digest;
  await converge(unit, { digest: old, ...before }, registry, makeLog());
  return { unit, repository, old, next: (await pushImage(repository, "next")).manifest.digest };
}

/** Answers for a hold, one after the other; the last one stays. */
function answers(...holds: (UnitHold | undefined)[]) {
  const asked: (UnitHold | undefined)[] = [];
  return {
    asked,
    holdOn: async () => {
      const hold = holds[Math.min(asked.length, holds.length - 1)];
      asked.push(hold);
      return hold;
    },
  };
}

test("a hold that comes once the image has its timestamp keeps the stream from moving, if only for a moment", async () => {
  const { unit, repository, old, next } = await published();
  const stamped = "release-20261123-0617";
  const hold: UnitHold = { ...plain, digest: old };
  const holdOn = async () => ((await registry.resolve(repository, stamped)) === undefined ? undefined : hold);
  const goal = { digest: next, ...today };
  const { current, effects, hold: kept, shown, problem } = await converge(unit, goal, registry, makeLog(), { holdOn });
  expect([current?.digest, kept?.issue, shown, problem]).toEqual([next, plain.issue, old, undefined]);
  expect(effects.map((effect) => effect.kind === "tag" && effect.tag)).toEqual([stamped]);
  expect(await tagsOf(repository)).toMatchObject({ release: old, [stamped]: next });
});

test("a hold that ends between the look and the move keeps nothing", async () => {
  const { unit, repository, old, next } = await published();
  const hold: UnitHold = { ...plain, digest: old };
  const { holdOn } = answers(hold, undefined);
  const { hold: kept, shown } = await converge(unit, { digest: next, ...today }, registry, makeLog(), { holdOn });
  expect([kept, shown]).toEqual([undefined, next]);
  expect(await tagsOf(repository)).toMatchObject({ release: next });
});

test("the hold is asked for once more before the first move alone, and with each look", async () => {
  const { unit, next } = await published();
  const { asked, holdOn } = answers(undefined);
  await converge(unit, { digest: next, ...today }, registry, makeLog(), { holdOn });
  expect(asked).toHaveLength(3);
});
