// Hides the engine from test files that do not say that they need it. Otherwise such a file would
// pass on a machine with an engine, and fail or hang on one without.
import path from "node:path";
import { TestEnvironment } from "jest-environment-node";
import needs from "./jest-filter.cjs";

/** Docker's address for those files; its error says what to do. */
const nowhere = "unix:///begin-the-test-file-with-a-comment-that-says/@needs engine";

export default class NeedsEnvironment extends TestEnvironment {
  #restore = () => {};

  constructor(config, context) {
    const restore = [context.docblockPragmas.needs ?? []].flat().includes("engine") ? () => {} : withoutEngine();
    super(config, context); // copies the process's environment
    this.#restore = restore;
  }

  async teardown() {
    this.#restore();
    await super.teardown();
  }
}

/**
 * Removes the engine from the process's environment, also for programs that tests start. Returns a
 * function that restores it.
 */
function withoutEngine() {
  const saved = { ...process.env };
  for (const name of needs.variables) delete process.env[name];
  process.env.DOCKER_HOST = nowhere;
  const programs = path.dirname(saved.TAGSTREAM_ACT ?? "/nowhere/act"); // `script/engine` has its programs in one folder
  const paths = (saved.PATH ?? "").split(path.delimiter).filter((folder) => folder !== programs);
  process.env.PATH = paths.join(path.delimiter);
  return () => {
    for (const name of [...needs.variables, "PATH"]) {
      if (saved[name] === undefined) delete process.env[name];
      else process.env[name] = saved[name];
    }
  };
}
