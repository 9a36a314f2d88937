/**
 * Publications, killed wherever they change something in a registry.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { killAtEach } from "../support/chaos/boundaries.ts";
import { runKill } from "../support/chaos/cases.ts";
import { buildPublisher, type PublisherProgram } from "../support/chaos/child.ts";
import { engine } from "../support/engine.ts";
import { removeFolders } from "../support/git.ts";

const hosts = [engine("TAGSTREAM_TEST_REGISTRY"), engine("TAGSTREAM_TEST_REGISTRY_B")] as const;

afterAll(removeFolders);

describe("the process is killed at every effect boundary", () => {
  let program: PublisherProgram;
  beforeAll(async () => {
    program = await buildPublisher();
  });
  afterAll(() => program.remove());

  test.each([
    ["before", "re-run", undefined],
    ["after", "re-run", 1],
    ["before", "unrelated push", 2],
    ["after", "unrelated push", 3],
  ] as const)("%s each, then a %s; holds: seed %s", async (moment, followUp, holds) => {
    const cases = await killAtEach(3, (boundary) =>
      runKill({ hosts, program, moment, followUp, boundary, ...(holds ? { holds } : {}) }),
    );
    expect(cases).toBeGreaterThan(holds === undefined ? 36 : 30); // what is held is not moved
  });
});
