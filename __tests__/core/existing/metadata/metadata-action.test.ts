import { expect, test } from "@jest/globals";
import { metadataAction } from "../../../../src/core/existing/metadata/metadata-action.ts";
import { dev, master, run, sample, sha, tagged } from "./run-action.ts";

test.each<[images: string, expected: string[]]>([
  ["", []],
  ["org/app\nghcr.io/MyUSER/MyApp", ["org/app", "ghcr.io/myuser/myapp"]],
  ["org/app,ghcr.io/user/app", ["org/app", "ghcr.io/user/app"]],
  ["# both\nname=org/app\n\nname=ghcr.io/user/app,enable=true # the second", ["org/app", "ghcr.io/user/app"]],
  ["org/app\nghcr.io/user/app,enable=false", ["org/app"]],
])("images %j", (images, expected) => expect(run(dev, { images }).images).toEqual(expected));

test("the whole result, with the line of each tag's rule", () => {
  const result = run(tagged("v1.1.1"), {
    images: "org/app\nghcr.io/user/app",
    tags: "# versions\ntype=sha\ntype=semver,pattern={{version}}",
    labels: 'maintainer=Octo\norg.opencontainers.image.description=a "good" image={{tag}}',
  });
  const labels = { maintainer: "Octo", "org.opencontainers.image.description": 'a "good" image=v1.1.1' };
  const references = ["1.1.1", sha, "latest"];
  expect({ ...result, bakeFile: JSON.parse(result.bakeFile), json: JSON.parse(result.json) }).toEqual({
    images: ["org/app", "ghcr.io/user/app"],
    tags: ["org/app", "ghcr.io/user/app"].flatMap((repository) => [
      { repository, tag: "1.1.1", line: 2 },
      { repository, tag: sha, line: 1 },
      { repository, tag: "latest", line: 2 },
    ]),
    version: "1.1.1",
    labels,
    bakeFile: {
      target: {
        "docker-metadata-action": {
          tags: ["org/app", "ghcr.io/user/app"].flatMap((name) => references.map((tag) => `${name}:${tag}`)),
          labels,
          args: { DOCKER_META_IMAGES: "org/app,ghcr.io/user/app", DOCKER_META_VERSION: "1.1.1" },
        },
      },
    },
    json: {
      tags: ["org/app", "ghcr.io/user/app"].flatMap((name) => references.map((tag) => `${name}:${tag}`)),
      labels,
      annotations: [],
    },
    faults: [],
  });
});

test("all faults, each with its input and line", () => {
  const unknown = "$" + "{{ steps.version.outputs.text }}";
  const result = run(master, {
    images: "user/app\nname=,enable=true\nuser/other,enable=maybe\nuser/third,size=1",
    tags: [
      "type=raw,value=ok",
      "type=sver,pattern={{version}}",
      "type=semver",
      "type=match,pattern=a,group=x",
      "type=match,pattern=(,value=a",
      "type=match,pattern=(a+)+b,value=aaa",
      "type=ref,event=push",
      "type=sha,format=middle",
      "type=raw,value=a,enable=maybe",
      `type=raw,value=${unknown}`,
      "type=raw,value={{#if branch}}a{{/if}}",
      "type=raw,value={{date 'YYYY' zone='UTC'}}",
      "type=raw,value={{date}}",
      "type=raw,value={{date 'ww'}}",
      "type=raw,value={{year 'x'}}",
      "type=raw,value={{branch",
      "type=edge,branch",
    ].join("\n"),
    flavor: "latest=maybe\nonlatest=1\nsize=1\nfast",
    labels: `a=${unknown}\nb={{#x}}`,
  });
  expect(result.tags).toEqual([
    { repository: "user/app", tag: "edge", line: 16 },
    { repository: "user/app", tag: "ok", line: 0 },
  ]);
  expect(result.faults.map(({ input, line, why }) => `${input} ${line}: ${why}`)).toEqual([
    "images 1: the image has no name",
    "images 2: `enable` is neither `true` nor `false`",
    'images 3: metadata-action has no image attribute "size"',
    "flavor 0: `latest` is not `auto`, `true` or `false`",
    "flavor 1: `onlatest` is neither `true` nor `false`",
    'flavor 2: metadata-action has no flavor "size"',
    'flavor 3: metadata-action has no flavor "fast"',
    'tags 1: metadata-action has no tag type "sver"',
    "tags 2: the rule has no `pattern`",
    "tags 3: `group` is no number",
    "tags 4: its pattern is no regular expression of JavaScript",
    "tags 5: its pattern repeats a repetition, which can take for ever",
    "tags 6: `event` is not `branch`, `tag` or `pr`",
    "tags 7: `format` is neither `short` nor `long`",
    "tags 8: `enable` is neither `true` nor `false`",
    "tags 9: the value of its expression is unknown here",
    "tags 10: `{{#if branch}}` is more than a value",
    'tags 11: a date has no attribute "zone"',
    "tags 12: the date has no format",
    "tags 13: the date format `ww` has a letter that Tagstream does not read",
    'tags 14: metadata-action has no expression "year"',
    "tags 15: `{{branch` has no end",
    "labels 0: the value of its expression is unknown here",
    "labels 1: `{{#x}}` is more than a value",
  ]);
});

test("the length of the commit id is a variable of the step", () => {
  const inputs = { images: "user/app", tags: "type=sha", flavor: "", labels: "", "bake-target": "meta" };
  const context = { sample, occasion: dev, env: { DOCKER_METADATA_SHORT_SHA_LENGTH: "12" } };
  const { tags, bakeFile } = metadataAction(inputs, context);
  expect(tags).toEqual([{ repository: "user/app", tag: "sha-860c1904a1ce", line: 0 }]);
  expect(Object.keys(JSON.parse(bakeFile).target)).toEqual(["meta"]);
});
