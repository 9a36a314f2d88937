import { expect, test } from "@jest/globals";
import { defaultConfiguration, scopeLabel } from "../../../src/core/config/scope-label.ts";

test.each<[string, string[], string | undefined]>([
  [defaultConfiguration, [], undefined],
  [defaultConfiguration, ["xcache", "squid:*", "xcache"], "squid:*, xcache"],
  ["ci/images.yml", [], "ci/images.yml"],
  ["ci/images.yml", ["xcache"], "xcache in ci/images.yml"],
])("%s with only %p is about %p", (config, only, expected) => {
  expect(scopeLabel(config, only)).toBe(expected);
});
