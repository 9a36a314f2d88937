// Node, without the engine for test files that do not say that they need it: a file that uses the engine
// unsaid would pass with an engine, and fail or hang on a machine that has none.
import path from "node:path";
import { TestEnvironment } from "jest-environment-node";
import needs from "./jest-filter.cjs";

/** Where Docker is for those files, so that its error says what to do. */
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

/** Takes the engine out of the process's environment, for programs that tests start, too; returns what puts it back. */
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
