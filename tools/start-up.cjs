// Prints which files Node loads when one of the bundles starts, as JSON:
// `node tools/start-up.cjs dist/index.cjs`. It ends before the bundle does anything else.
const { writeSync } = require("node:fs");
const path = require("node:path");

const [entry] = process.argv.splice(2); // else the command line would read it
require(path.resolve(entry));
writeSync(1, JSON.stringify(Object.keys(require.cache).filter((file) => file !== __filename)));
process.exit(0);
