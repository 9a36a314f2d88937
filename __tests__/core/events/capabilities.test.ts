import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { capabilities, intents, mayBecome } from "../../../src/core/events/capabilities.ts";

test("nothing of an untrusted event leaves its runner, and no proposed change moves a stream", () => {
  expect(capabilities.check).toMatchObject({ push: false, publish: false, versions: false, candidates: false, secrets: false });
  expect(capabilities.candidate).toMatchObject({ publish: false, versions: false });
  expect(capabilities.version).toMatchObject({ publish: false, candidates: false });
});

test("only runs of a stream's own source write its cache, and rebuilds read none", () => {
  const those = (may: "readsCache" | "writesCache") => intents.filter((intent) => capabilities[intent][may]);
  expect(those("writesCache")).toEqual(["rebuild", "publish", "release"]);
  expect(those("readsCache")).toEqual(["publish", "candidate", "check", "version", "release"]);
});

test("check, of strangers' changes, may do nothing beyond reading caches, listing packages, comparing and advising", () => {
  const granted = Object.entries(capabilities.check).flatMap(([name, granted]) => (granted ? [name] : []));
  expect(granted).toEqual(["readsCache", "listsPackages", "comparesWithParent", "needsEventCommit", "notesWholeContexts"]);
});

test("a plan may narrow what its event asks for, and never widen it", () => {
  const pairs = intents.flatMap((asked) =>
    intents.flatMap((planned) => (mayBecome(asked, planned) ? [[asked, planned] as const] : [])),
  );
  expect(pairs.filter(([asked, planned]) => asked !== planned)).toEqual([
    ["rebuild", "publish"],
    ["release", "version"],
  ]);
  const dangerous = ["push", "publish", "versions", "candidates", "secrets", "manualTriggers"] as const;
  for (const [asked, planned] of pairs)
    for (const name of dangerous) expect(!capabilities[planned][name] || capabilities[asked][name]).toBe(true);
  expect(["retire", "none"].some((asked) => intents.some((planned) => mayBecome(asked, planned)))).toBe(false);
});

/** Where a source compares an intent with the name of one. What ends a pull request, and what asks for nothing, are none. */
function comparisons(text: string): string[] {
  return [...text.matchAll(/\bintent\)? [!=]== "(?!retire"|none")[a-z]+"/g)].map(([found]) => found);
}

test("no source asks for an intent's name: the table says what it may do", () => {
  const src = path.resolve(import.meta.dirname, "../../../src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const found = files.flatMap((file) =>
    comparisons(readFileSync(path.join(src, file), "utf8")).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

test.each(['if (plan.intent !== "publish") return;', 'const isVersion = intent === "version";'])(
  "that %s does would be found",
  (text) => {
    expect(comparisons(text)).toHaveLength(1);
    expect(comparisons('if (asked.intent === "none") return;')).toEqual([]);
  },
);
