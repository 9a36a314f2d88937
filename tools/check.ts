// Checks our own rules for `npm run check`: which room may import which, lengths of files and
// functions, columns of prose. An argument names another folder to check.
import { findViolations } from "./rules/index.ts";

const violations = findViolations(process.argv[2] ?? process.cwd());
for (const { rule, file, line, message } of violations) console.error(`${file}:${line} ${rule}: ${message}`);
if (violations.length > 0) {
  console.error(`${violations.length} violations of the rules in tools/rules`);
  process.exitCode = 1;
} else {
  console.log("No violations of the rules in tools/rules");
}
