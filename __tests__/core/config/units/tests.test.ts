import { expect, test } from "@jest/globals";
import { only } from "../support.ts";

test("tests: text is a shell's, scripts are paths, times and platforms are as said, names are unique", () => {
  const { tests } = only(`
images:
  a:
    context: .
    platforms: [linux/amd64, linux/arm64, linux/arm/v7]
    tests:
      - run: "test -e /etc/{image}"
        env: { S: "{stream}", N: 5 }
        timeout: 90s
      - exec: "curl -f localhost"
        within: 10m
      - { exec: [a], name: answers, timeout: 2h }
      - script: [./t.sh, "{image}", 1.5]
        platforms: [linux/arm64]
        files: [./lib, d.txt]
      - run: [ls]
      - run: ls
      - run: "  a\\n  very    long ${"x".repeat(80)}"
`);
  const all = ["linux/amd64", "linux/arm64", "linux/arm/v7"];
  const run = { kind: "run", timeout: 300_000, env: {}, platforms: all };
  expect(tests).toEqual([
    { ...run, name: "test -e /etc/a", command: ["sh", "-c", "test -e /etc/a"], timeout: 90_000, env: { S: "release", N: "5" } },
    {
      ...run,
      kind: "exec",
      name: "curl -f localhost",
      command: ["sh", "-c", "curl -f localhost"],
      within: 600_000,
      timeout: 600_000,
    },
    { ...run, kind: "exec", name: "answers", command: ["a"], within: 60_000, timeout: 7_200_000 },
    {
      ...run,
      kind: "script",
      name: "./t.sh a 1.5",
      command: ["t.sh", "a", "1.5"],
      files: ["lib", "d.txt"],
      platforms: ["linux/arm64"],
    },
    { ...run, name: "ls", command: ["ls"] },
    { ...run, name: "ls (2)", command: ["sh", "-c", "ls"] },
    { ...run, name: `a very long ${"x".repeat(47)}…`, command: ["sh", "-c", `  a\n  very    long ${"x".repeat(80)}`] },
  ]);
});
