import { expect, test } from "@jest/globals";
import { linesOf } from "./script-lines.ts";

// The limit is wide, because other work may share the machine. What is not linear takes minutes.
test.each<[string, string]>([
  ["substitutions", "$(".repeat(50_000)],
  ["braces", `\${a:-`.repeat(50_000)],
  ["groups", "( ".repeat(50_000)],
  ["quotes", `"'`.repeat(50_000)],
  ["backquotes", "`\\`".repeat(50_000)],
  ["blocks", "if true; then ".repeat(50_000)],
  ["functions that call themselves", "f() { f; f; }\nf"],
  ["loops in loops", `${"for x in a b c d e f g h; do ".repeat(8)} docker push a/b:$x; ${"done; ".repeat(8)}`],
  ["a here-document without an end", `cat <<EOF\n${"line\n".repeat(50_000)}`],
  ["a long word", `docker push a/b:${"x".repeat(900_000)}`],
  ["many lines", "echo a=b >> $GITHUB_OUTPUT\n".repeat(10_000)],
  ["many stars", `x=${"a".repeat(1000)}\necho \${x##${"*a".repeat(200)}b}`],
  ["too long", "x".repeat(1_000_001)],
])("hostile text ends soon: %s", (_name, script) => {
  const start = Date.now();
  linesOf(script);
  expect(Date.now() - start).toBeLessThan(4000);
});
