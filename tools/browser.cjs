// The browser of the tests and of the pictures, as script/lib/browser.sh finds it. CommonJS, since
// Jest's filter is.
const { spawnSync } = require("node:child_process");
const path = require("node:path");

/** A browser's path: of TAGSTREAM_TEST_BROWSER, or one of this machine; undefined if it has none. */
function findBrowser() {
  const script = path.join(__dirname, "../script/lib/browser.sh");
  const { stdout } = spawnSync("bash", ["-c", '. "$0" && find_browser', script], { encoding: "utf8" });
  return stdout?.trim() || undefined;
}

module.exports = { findBrowser };
