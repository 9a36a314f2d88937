/** The orders of packaging systems, on the vectors of the programs that own them. */
import { describe, expect, test } from "@jest/globals";
import { apkOrder } from "../../../../src/core/packages/order/apk.ts";
import { debOrder } from "../../../../src/core/packages/order/deb.ts";
import { isSystemType, orderOf } from "../../../../src/core/packages/order/orders.ts";
import { rpmOrder } from "../../../../src/core/packages/order/rpm.ts";
import { apkVectors, noApkVersions } from "./apk-vectors.ts";
import { debVectors, noDebVersions } from "./deb-vectors.ts";
import { rpmVectors } from "./rpm-vectors.ts";

/** `a < b > c` as pairs with their sign. */
function pairsOf(chains: string): [a: string, b: string, sign: number][] {
  const signs: Record<string, number> = { "<": -1, "=": 0, ">": 1 };
  return chains
    .trim()
    .split("\n")
    .flatMap((chain) => {
      const words = chain.split(" ");
      return words.flatMap((word, at): [string, string, number][] =>
        at % 2 === 1 ? [[words[at - 1] ?? "", words[at + 1] ?? "", signs[word] ?? Number.NaN]] : [],
      );
    });
}

describe.each([
  ["rpm", rpmOrder, rpmVectors, 90],
  ["deb", debOrder, debVectors, 35],
  ["apk", apkOrder, apkVectors, 680],
])("%s", (_, order, vectors, least) => {
  test("is right on all vectors, both ways", () => {
    const pairs = pairsOf(vectors);
    expect(pairs.length).toBeGreaterThan(least);
    const wrong = pairs.filter(
      ([a, b, sign]) => Math.sign(order(a, b) ?? 9) !== sign || Math.sign(order(b, a) ?? 9) !== (-sign || 0),
    );
    expect(wrong).toEqual([]);
  });
});

test.each([
  ["deb", debOrder, noDebVersions],
  ["apk", apkOrder, noApkVersions],
])("%s claims no order for what it rejects", (_, order, texts) => {
  expect(texts.filter((text) => order(text, "1.0") !== undefined || order("1.0", text) !== undefined)).toEqual([]);
});

test("epochs and releases of rpm", () => {
  const inOrder = ["1.0-9", "0:1.0-10", "1.1", "1.1-0.1", "1:0.1-1", "1:0.1-1.el9_4.1", "10:0"];
  expect([...inOrder].reverse().sort((a, b) => rpmOrder(a, b) ?? 0)).toEqual(inOrder);
});

test("other types have no order, and are no part of the operating system", () => {
  const [npm, odd] = ["npm", "constructor"].map((type) => orderOf({ type, name: "a" }));
  expect([npm?.("1.0.0", "1.0.1"), npm?.("1", "1"), odd?.("1", "2")]).toEqual([undefined, 0, undefined]);
  expect(["rpm", "deb", "apk", "npm", "constructor"].filter(isSystemType)).toEqual(["rpm", "deb", "apk"]);
});
