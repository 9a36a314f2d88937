// Hides the engine and the browser from test files that do not say that they need it. Otherwise
// such a file would pass on a machine that has it, and fail or hang on one without.
import path from "node:path";
import { TestEnvironment } from "jest-environment-node";
import filter from "./jest-filter.cjs";

const { needs } = filter;

/** Docker's address for those files; its error says what to do. */
const nowhere = "unix:///begin-the-test-file-with-a-comment-that-says/@needs engine";

export default class NeedsEnvironment extends TestEnvironment {
  #restore = () => {};

  constructor(config, context) {
    const said = [context.docblockPragmas.needs ?? []].flat();
    const restore = without(Object.keys(needs).filter((name) => !said.includes(name)));
    super(config, context); // copies the process's environment
    this.#restore = restore;
  }

  async teardown() {
    this.#restore();
    await super.teardown();
  }
}

/**
 * Removes these needs from the process's environment, also for programs that tests start. Returns a
 * function that restores them.
 */
function without(names) {
  const saved = { ...process.env };
  const variables = names.flatMap((name) => needs[name].variables);
  for (const name of variables) delete process.env[name];
  if (names.includes("engine")) hideEngine(saved);
  return () => {
    for (const name of [...variables, "PATH"]) {
      if (saved[name] === undefined) delete process.env[name];
      else process.env[name] = saved[name];
    }
  };
}

/** Whatever still asks for Docker learns what to do, and the engine's programs are not on PATH. */
function hideEngine(saved) {
  process.env.DOCKER_HOST = nowhere;
  const programs = path.dirname(saved.TAGSTREAM_ACT ?? "/nowhere/act"); // `script/engine` has its programs in one folder
  const paths = (saved.PATH ?? "").split(path.delimiter).filter((folder) => folder !== programs);
  process.env.PATH = paths.join(path.delimiter);
}
