// Leaves out the test files that need what is not here: those whose first comment says `@needs
// engine` or `@needs browser`. Jest loads a filter with `require`, so this is CommonJS.
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { findBrowser } = require("./browser.cjs");

/**
 * What test files can need. `variables` tell a test where it is; `isHere` looks for it; `what` and
 * `remedy` are for the person who reads what was left out.
 */
const needs = {
  engine: {
    // All that `script/engine env` sets, but what other needs have.
    variables: [
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
    ],
    isHere: () => (process.env.TAGSTREAM_TEST_REGISTRY ?? "") !== "",
    what: "the engine (Docker, BuildKit, registries)",
    remedy: 'script/test runs them, and so does this after script/engine up and eval "$(script/engine env)".',
  },
  browser: {
    variables: ["TAGSTREAM_TEST_BROWSER"],
    isHere: () => {
      // Workers inherit the variable, so only this process looks for a browser.
      process.env.TAGSTREAM_TEST_BROWSER = findBrowser() ?? "";
      return process.env.TAGSTREAM_TEST_BROWSER !== "";
    },
    what: "a browser",
    remedy: "Install Chromium, Chrome or Edge, or set TAGSTREAM_TEST_BROWSER to the path of one.",
  },
};

/** What a test file says that it needs. */
function needsOf(file) {
  const comment = /^\/\*\*[\s\S]*?\*\//.exec(readFileSync(file, "utf8"))?.[0] ?? "";
  return Object.keys(needs).filter((name) => new RegExp(`@needs ${name}\\b`).test(comment));
}

/** The files that this run left out, under what they lack. */
const leftOut = new Map();

/** The files that can run here. */
async function filter(files) {
  leftOut.clear();
  if (process.argv.includes("--listTests")) return { filtered: files }; // a caller of --listTests decides by the list
  const needed = new Map(files.map((file) => [file, needsOf(file)]));
  const lacking = Object.keys(needs).filter((name) => [...needed.values()].flat().includes(name) && !needs[name].isHere());
  for (const name of lacking) leftOut.set(name, files.filter((file) => needed.get(file).includes(name)).sort());
  const without = new Set([...leftOut.values()].flat());
  const filtered = files.filter((file) => !without.has(file));
  if (files.length > 0 && filtered.length === 0) process.stderr.write(`${notice(leftOut)}\n`); // Jest then runs no reporter
  return { filtered };
}

/** What was left out, and why. */
const notice = (all) => [...all].map(([name, files]) => noticeOf(needs[name], files)).join("\n\n");

function noticeOf({ what, remedy }, files) {
  const paths = files.map((file) => path.relative(process.cwd(), file));
  return [
    `Left out, since ${what} is not here: ${paths.length} test file${paths.length === 1 ? "" : "s"}.`,
    remedy,
    ...paths.map((file) => `  ${file}`),
  ].join("\n");
}

module.exports = filter;
Object.assign(module.exports, { needs, needsOf, leftOut, notice });
