import { describe, expect, test } from "@jest/globals";
import { type BuilderNode, needsLegs, nodesFor } from "../../../src/core/build/builder-nodes.ts";

/** `one: amd64* 386` is a node that is configured for linux/amd64, and reports linux/386, too. */
function node(text: string): BuilderNode {
  const [name = "", list = ""] = text.split(":");
  const written = list.split(" ").filter((word) => word !== "");
  const linux = (words: string[]) => words.map((word) => `linux/${word.replace("*", "")}`);
  return { name, configured: linux(written.filter((word) => word.endsWith("*"))), platforms: linux(written) };
}

// The expected nodes are what buildx 0.38.2 chose for the same input.
describe("the node that buildx chooses for each platform", () => {
  test.each<[string, string[], string]>([
    ["one platform on each", ["one: amd64* arm64", "two: arm64* amd64"], "amd64 one, arm64 two"],
    ["configured wins over the order of what BuildKit reports", ["one: amd64 arm64", "two: arm64*"], "arm64 two"],
    ["… only if it covers all platforms of the build", ["one: amd64 arm64", "two: arm64*"], "amd64 one, arm64 one"],
    ["nothing configured: the first that reports it", ["one: amd64 arm64", "two: arm64 amd64"], "amd64 one, arm64 one"],
    ["nothing configured: each its own", ["one: amd64", "two: arm64"], "amd64 one, arm64 two"],
    ["the closer platform wins over the order", ["one: amd64*", "two: 386"], "386 two"],
    ["a compatible platform is better than none", ["one: s390x", "two: amd64*"], "386 two"],
    ["… of 32-bit Arm on 64-bit Arm", ["one: amd64*", "two: arm64*"], "amd64 one, arm/v7 two"],
    ["on no node: the first", ["one: amd64*", "two: arm64*"], "s390x one, arm64 two"],
    ["a higher version does not run on a lower one", ["one: amd64", "two: amd64/v3"], "amd64/v3 two, amd64 one"],
    ["two nodes for one platform: the first", ["one: amd64*", "two: amd64*"], "amd64 one"],
  ])("%s", (_, nodes, expected) => {
    const chosen = expected.split(", ").map((pair) => pair.split(" "));
    const platforms = chosen.map(([platform = ""]) => `linux/${platform}`);
    const wanted = chosen.map(([platform, name]) => [`linux/${platform}`, name]);
    expect([...nodesFor(nodes.map(node), platforms)]).toEqual(wanted);
  });

  test("any spelling of a platform", () => {
    const nodes = [node("one: amd64*"), node("two: arm64*")];
    expect([...nodesFor(nodes, ["linux/x86_64", "linux/arm64/v8"]).values()]).toEqual(["one", "two"]);
  });

  test("no nodes known", () => expect([...nodesFor([], ["linux/amd64"])]).toEqual([]));
});

describe("a build that buildx would spread over nodes", () => {
  const fleet = ["one: amd64* arm64", "two: arm64*"];
  test.each<[string, string[], string[], boolean]>([
    ["two platforms, a node each", fleet, ["amd64", "arm64"], true],
    ["one platform", fleet, ["arm64"], false],
    ["two platforms of one node", ["one: amd64* arm64*", "two: arm64*"], ["amd64", "arm64"], false],
    ["one node", ["one: amd64 arm64"], ["amd64", "arm64"], false],
    ["no node known", [], ["amd64", "arm64"], false],
  ])("%s", (_, nodes, platforms, expected) => {
    const facts = { nodes: nodes.map(node) };
    expect(
      needsLegs(
        facts,
        platforms.map((platform) => `linux/${platform}`),
      ),
    ).toBe(expected);
  });
});
