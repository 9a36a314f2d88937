import { randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "@jest/globals";
import { type InProcessRegistry, startInProcessRegistry } from "./index.ts";

/** Two registries for the tests of one file. */
export interface Registries {
  /** `127.0.0.1:PORT`; known once the tests run. */
  readonly first: string;
  readonly second: string;
  /** A repository of the first one that no other test uses. */
  newRepository(name: string): string;
}

/** Starts two registries before a file's tests, and ends them afterwards. */
export function inProcessRegistries(): Registries {
  let running: [InProcessRegistry, InProcessRegistry] | undefined;
  const hostOf = (index: 0 | 1): string => {
    if (!running) throw new Error("the registries start with the first test");
    return running[index].host;
  };
  beforeAll(async () => {
    running = [await startInProcessRegistry(), await startInProcessRegistry()];
  });
  afterAll(async () => {
    await Promise.all((running ?? []).map((registry) => registry.close()));
  });
  return {
    get first() {
      return hostOf(0);
    },
    get second() {
      return hostOf(1);
    },
    newRepository: (name) => `${hostOf(0)}/test-${randomBytes(6).toString("hex")}/${name}`,
  };
}
