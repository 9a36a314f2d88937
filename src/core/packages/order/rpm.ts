import { compareTexts } from "../../lib/text/compare-texts.ts";
import { compareNumbers } from "./numbers.ts";
import type { Order } from "./order.ts";

/**
 * The order of RPM versions, `[epoch:]version[-release]`: rpm-version(7), with `~`, which sorts
 * before the end, and `^`, which sorts after the end, but before any other part. A missing epoch is
 * 0, and a missing release is lower than any. Every text is a version.
 */
export const rpmOrder: Order = (a, b) => {
  const [one, two] = [parse(a), parse(b)];
  return compareParts(one.epoch, two.epoch) || compareParts(one.version, two.version) || compareParts(one.release, two.release);
};

function parse(text: string): { epoch: string; version: string; release: string } {
  const [, epoch, rest = text] = /^(\d*):(.*)$/s.exec(text) ?? [];
  const [, version = rest, release = ""] = /^(.*)-([^-]*)$/s.exec(rest) ?? [];
  return { epoch: epoch || "0", version, release };
}

function compareParts(a: string, b: string): number {
  const [one, two] = [partsOf(a), partsOf(b)];
  for (let index = 0; ; index++) {
    const [x, y] = [one[index], two[index]];
    if (x === undefined && y === undefined) return 0;
    const difference = rankOf(x) - rankOf(y) || comparePart(x ?? "", y ?? "");
    if (difference !== 0) return difference;
  }
}

/** Numbers, words of ASCII letters, `~` and `^`. Everything else separates. */
function partsOf(text: string): string[] {
  return text.match(/\d+|[A-Za-z]+|[~^]/g) ?? [];
}

/** `~`, then the end, `^`, words, numbers. */
function rankOf(part: string | undefined): number {
  if (part === undefined) return 1;
  if (part === "~") return 0;
  if (part === "^") return 2;
  return /^\d/.test(part) ? 4 : 3;
}

function comparePart(a: string, b: string): number {
  return /^\d/.test(a) ? compareNumbers(a, b) : compareTexts(a, b);
}
