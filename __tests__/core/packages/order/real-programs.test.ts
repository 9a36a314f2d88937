/** The orders against the programs themselves, rpm and dpkg, on thousands of generated pairs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { debOrder } from "../../../../src/core/packages/order/deb.ts";
import { rpmOrder } from "../../../../src/core/packages/order/rpm.ts";

/** Pairs of versions made of the same few pieces, which begin alike. */
function generated(count: number, separators: readonly string[], seed: number): [string, string][] {
  let state = seed;
  const pick = (from: readonly string[]): string => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return from[Math.floor((state / 2 ** 32) * from.length)] ?? "";
  };
  const piece = (): string => pick(separators) + pick(["0", "1", "01", "10", "a", "b", "rc1", "git2", "el9", "00", "9", "Z"]);
  const tail = (): string => pick(["", "", piece(), piece() + piece()]);
  const release = (): string => pick(["", "-1", "-10", "-2.el9", "-1~rc1", "-01"]);
  return Array.from({ length: count }, () => {
    const common = pick(["0", "1", "2.4", "010"]) + tail();
    const version = (): string => pick(["", "", "0:", "1:", "12:"]) + common + tail() + release();
    return [version(), version()];
  });
}

/** The signs that a program's own order gives, by one run of it. */
function asked(pairs: readonly [string, string][], command: (file: string) => string[]): number[] {
  const folder = mkdtempSync(path.join(tmpdir(), "order-"));
  try {
    const file = path.join(folder, "pairs");
    writeFileSync(file, pairs.map((pair) => `${pair.join(" ")}\n`).join(""));
    const [program = "", ...args] = command(file);
    const { error, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
    if (error) throw new Error(`These tests ask ${program} itself: apt-get install rpm dpkg. ${error.message}`);
    const signs = stdout.trim().split(/\s+/).map(Number);
    if (signs.length !== pairs.length) throw new Error(`${program}: ${stderr}`);
    return signs;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How often the rarest answer came: a test of equal pairs alone would show nothing. */
const fewest = (signs: readonly number[]): number =>
  Math.min(...[-1, 0, 1].map((sign) => signs.filter((one) => one === sign).length));

test("rpm, with epochs and releases", () => {
  const pairs = generated(4000, [".", "~", "^", "_", "+", ".."], 1);
  const lua = (file: string) =>
    `%{lua: for line in io.lines("${file}") do local a, b = line:match("([^ ]+) ([^ ]+)"); io.write(rpm.vercmp(a, b), "\\n") end}`;
  const signs = asked(pairs, (file) => ["rpm", "--eval", lua(file)]);
  const wrong = pairs.filter(([a, b], index) => Math.sign(rpmOrder(a, b) ?? 9) !== signs[index]);
  expect(wrong).toEqual([]);
  expect(fewest(signs)).toBeGreaterThan(50);
});

test("dpkg", () => {
  const pairs = generated(1000, [".", "~", "+", "-", "~~"], 2);
  const script = `while read -r a b; do
    if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" gt "$b"; then echo 1; else echo 0; fi
  done <"$0"`;
  const signs = asked(pairs, (file) => ["sh", "-c", script, file]);
  const wrong = pairs.filter(([a, b], index) => Math.sign(debOrder(a, b) ?? 9) !== signs[index]);
  expect(wrong).toEqual([]);
  expect(fewest(signs)).toBeGreaterThan(10);
});
