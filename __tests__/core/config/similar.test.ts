import { expect, test } from "@jest/globals";
import { similarConfigurations } from "../../../src/core/config/similar.ts";

const usual = ".github/tagstream.yml";

test.each<[name: string, wanted: string, paths: string[], found: string[]]>([
  ["another ending", usual, [".github/tagstream.yaml"], [".github/tagstream.yaml"]],
  ["another folder", usual, ["tagstream.yml", "README.md"], ["tagstream.yml"]],
  ["other capitals", usual, [".github/Tagstream.yml"], [".github/Tagstream.yml"]],
  ["a folder with other capitals", usual, [".GitHub/tagstream.yml"], [".GitHub/tagstream.yml"]],
  ["a dot in front", usual, [".tagstream.yaml"], [".tagstream.yaml"]],
  ["a slip", usual, [".github/tagsteam.yml"], [".github/tagsteam.yml"]],
  ["a hyphen", usual, [".github/tag-stream.yml"], [".github/tag-stream.yml"]],
  ["a configuration's own folder", "ci/images.yml", ["ci/images.yaml", "docs/pages.yml"], ["ci/images.yaml"]],
  ["the default path is near, too", "tagstream.yml", [".github/tagstream.yml"], [".github/tagstream.yml"]],
  [
    "the likeliest first",
    usual,
    ["a/b/tagstream.yml", "tagstream.yml", ".github/tagstream.yaml"],
    [".github/tagstream.yaml", "tagstream.yml", "a/b/tagstream.yml"],
  ],
  ["a workflow is no configuration", usual, [".github/workflows/tagstream.yml", ".github/workflows/tagstream.yaml"], []],
  ["another name is another file", usual, [".github/dependabot.yml", "compose.yaml", "src/tagstream.ts"], []],
])("%s", (_, wanted, paths, found) => {
  expect(similarConfigurations(wanted, paths)).toEqual(found);
});
