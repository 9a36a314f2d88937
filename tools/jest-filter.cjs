// Without an engine, leaves out the test files that need it: those with `@needs engine` in their
// first comment. Jest loads a filter with `require`, so this is CommonJS.
const { readFileSync } = require("node:fs");
const path = require("node:path");

/** What `script/engine env` sets. */
const variables = [
  "BUILDX_BUILDER",
  "DOCKER_CONFIG",
  "DOCKER_HOST",
  "TAGSTREAM_ACT",
  "TAGSTREAM_CRANE",
  "TAGSTREAM_DOCKERFILE",
  "TAGSTREAM_DOCKER_RUN_ARGS",
  "TAGSTREAM_ENGINE",
  "TAGSTREAM_KUBECONFORM",
  "TAGSTREAM_KUBERNETES_API",
  "TAGSTREAM_KUSTOMIZE",
  "TAGSTREAM_NODE20",
  "TAGSTREAM_NODE24",
  "TAGSTREAM_PATTERNMATCHER",
  "TAGSTREAM_SYFT",
  "TAGSTREAM_TEST_BUILDER_ARM64",
  "TAGSTREAM_TEST_BUILDER_NODES",
  "TAGSTREAM_TEST_REGISTRY",
  "TAGSTREAM_TEST_REGISTRY_B",
  "TAGSTREAM_TEST_REGISTRY_V2",
  "TAGSTREAM_USER_DOCKER_CONFIG",
];

const hasEngine = () => (process.env.TAGSTREAM_TEST_REGISTRY ?? "") !== "";
const needsEngine = (file) => /^\/\*\*(?:(?!\*\/)[\s\S])*@needs engine\b/.test(readFileSync(file, "utf8"));

/** The files that this run left out. */
const leftOut = [];

/** The files that can run here. */
async function filter(files) {
  const lists = process.argv.includes("--listTests"); // a caller of --listTests decides by the list
  const filtered = lists || hasEngine() ? files : files.filter((file) => !needsEngine(file));
  const kept = new Set(filtered);
  leftOut.splice(0, leftOut.length, ...files.filter((file) => !kept.has(file)).sort());
  if (files.length > 0 && filtered.length === 0) process.stderr.write(`${notice(leftOut)}\n`); // Jest then runs no reporter
  return { filtered };
}

/** What was left out, and why. */
function notice(files) {
  const paths = files.map((file) => path.relative(process.cwd(), file));
  return [
    `Left out, since the engine (Docker, BuildKit, registries) is not here: ${paths.length} test file${paths.length === 1 ? "" : "s"}.`,
    'script/test runs them, and so does this after script/engine up and eval "$(script/engine env)".',
    ...paths.map((file) => `  ${file}`),
  ].join("\n");
}

module.exports = filter;
Object.assign(module.exports, { variables, needsEngine, leftOut, notice });
