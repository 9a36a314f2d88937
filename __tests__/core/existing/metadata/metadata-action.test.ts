import { expect, test } from "@jest/globals";
import { type MetadataInputs, metadataAction } from "../../../../src/core/existing/metadata/metadata-action.ts";
import type { Occasion } from "../../../../src/core/existing/model.ts";
import type { Sample } from "../../../../src/core/existing/sample.ts";

const sample: Sample = {
  repository: "octo-org/app",
  defaultBranch: "master",
  sha: "860c1904a1ce19322e91ac35af1ab07466440c37",
  version: "1.1.1",
  time: "2020-01-10T00:30:00Z",
  number: 15,
};
const sha = "sha-860c190";
const longSha = `sha-${sample.sha}`;

const dev: Occasion = { on: "branch", branch: "dev" };
const master: Occasion = { on: "branch", branch: "master" };
const odd: Occasion = { on: "branch", branch: "my/feature#1245" };
const pull: Occasion = { on: "pull request" };
const nightly: Occasion = { on: "schedule", cron: "0 3 * * *" };
const hand: Occasion = { on: "by hand" };
const tagged = (tag: string): Occasion => ({ on: "git tag", tag });

function run(occasion: Occasion, inputs: Partial<MetadataInputs>) {
  return metadataAction({ images: "user/app", tags: "", flavor: "", labels: "", ...inputs }, { sample, occasion });
}

function tagsOf(occasion: Occasion, tags: readonly string[], flavor: readonly string[] = []): string[] {
  return run(occasion, { tags: tags.join("\n"), flavor: flavor.join("\n") }).tags.map(({ tag }) => tag);
}

const semver = ["type=semver,pattern={{version}}", "type=semver,pattern={{major}}.{{minor}}", "type=semver,pattern={{major}}"];
const pep440 = semver.map((rule) => rule.replace("semver", "pep440"));

// The action's own published cases, by their names: what it writes on an event with these rules.
test.each<[name: string, Occasion, tags: string[], flavor: string[], expected: string[]]>([
  ["push01", dev, [], [], ["dev"]],
  ["push02", master, ["type=edge"], [], ["edge"]],
  ["push03", master, [], [], ["master"]],
  ["push04", hand, ["type=edge"], [], ["edge"]],
  ["push07", dev, ["type=ref,event=branch", "type=sha"], [], ["dev", sha]],
  ["push09", dev, ["type=edge,branch=dev", "type=sha"], [], ["edge", sha]],
  ["push10", master, ["type=edge,branch=dev", "type=sha"], [], [sha]],
  ["push11", odd, ["type=edge", "type=sha"], [], [sha]],
  ["push12", odd, ["type=semver,pattern={{version}}", "type=pep440,pattern={{version}}", "type=edge"], [], []],
  ["push13", master, ["type=ref,priority=2000,event=branch", "type=edge"], [], ["master", "edge"]],
  [
    "push14",
    master,
    ["type=semver,pattern={{version}},value=v1.2.3", "type=pep440,pattern={{version}},value=v1.2.3", "type=edge"],
    [],
    ["1.2.3", "edge", "latest"],
  ],
  ["push15", master, ["type=match,pattern=v(.*),group=1,value=v1.2.3", "type=edge"], [], ["1.2.3", "edge", "latest"]],
  ["push16", master, ["type=match,enable=false,pattern=v(.*),group=1,value=v1.2.3", "type=edge"], [], ["edge"]],
  [
    "push17",
    master,
    [
      "type=raw,value=mytag-{{branch}}",
      "type=raw,value=mytag-{{date 'YYYYMMDD'}}",
      "type=raw,value=mytag-cd-{{commit_date 'YYYYMMDD'}}",
      "type=raw,value=mytag-{{date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}",
      "type=raw,value=mytag-tag-{{tag}}",
      "type=raw,value=mytag-baseref-{{base_ref}}",
      "type=raw,value=mytag-defbranch,enable={{is_default_branch}}",
    ],
    [],
    [
      "mytag-master",
      "mytag-20200110",
      "mytag-cd-20200110",
      "mytag-20200110-093000",
      "mytag-tag-",
      "mytag-baseref-",
      "mytag-defbranch",
    ],
  ],
  ["push18", dev, ["type=ref,event=branch", "type=sha,format=long"], [], ["dev", longSha]],
  [
    "push19",
    dev,
    [
      "type=edge,branch=master",
      "type=ref,event=branch,enable=false",
      "type=sha,format=long",
      "type=raw,value=defbranch,enable={{is_default_branch}}",
    ],
    [],
    [longSha],
  ],
  ["invalid characters", odd, [], [], ["my-feature-1245"]],
  ["tag01", tagged("release1"), [], [], ["release1", "latest"]],
  ["tag02", tagged("20200110-RC2"), [], [], ["20200110-RC2", "latest"]],
  ["tag03", tagged("20200110-RC2"), ["type=match,pattern=\\d{8}"], ["latest=false"], ["20200110"]],
  ["tag04", tagged("20200110-RC2"), ["type=match,pattern=(.*)-RC,group=1"], ["latest=false"], ["20200110"]],
  ["tag05", tagged("v1.1.1"), ['type=match,"pattern=\\d.\\d.\\d"'], [], ["1.1.1", "latest"]],
  ["tag06", tagged("v1.1.1"), ['type=match,"pattern=^v(\\d.\\d.\\d)$",group=1'], [], ["1.1.1", "latest"]],
  ["tag07", tagged("v2.0.8-beta.67"), ['type=match,"pattern=\\d.\\d.\\d-(alpha|beta).\\d+"'], [], ["2.0.8-beta.67", "latest"]],
  ["tag08", tagged("v2.0.8-beta.67"), ['type=match,"pattern=\\d.\\d"'], [], ["2.0", "latest"]],
  [
    "tag09",
    tagged("v2.0.8-beta.67"),
    ['type=match,"pattern=v(.*)-beta.(.*)",group=1', 'type=match,"pattern=v(.*)-beta.(.*)",group=2'],
    [],
    ["2.0.8", "67", "latest"],
  ],
  ["tag10", tagged("sometag"), ['type=match,"pattern=\\d.\\d"'], [], []],
  ["tag11", tagged("v1.1.1"), semver, [], ["1.1.1", "1.1", "1", "latest"]],
  [
    "tag12",
    tagged("v1.1.1"),
    ["type=semver,pattern={{version}}", "type=semver,pattern={{major}}.{{minor}}.{{patch}}"],
    [],
    ["1.1.1", "latest"],
  ],
  ["tag13", tagged("v2.0.8-beta.67"), semver.slice(1), [], ["2.0.8-beta.67"]],
  ["tag14", tagged("sometag"), ["type=ref,event=tag", ...semver], ["latest=false"], ["sometag"]],
  [
    "tag15",
    tagged("v2.0.8-beta.67"),
    ["type=raw,priority=2000,foo", "type=semver,pattern={{version}}", 'type=match,"pattern=\\d.\\d"'],
    [],
    ["foo", "2.0.8-beta.67", "2.0"],
  ],
  ["tag16", tagged("v1.1.1"), ["type=raw,priority=2000,foo", "type=ref,event=tag", "type=edge"], [], ["foo", "v1.1.1"]],
  [
    "tag17",
    tagged("p1/v1.0.0"),
    [
      'type=match,"pattern=/^v(\\d.\\d.\\d)$/ig",group=1',
      "type=match,pattern=\\d.\\d.\\d",
      "type=match,pattern=\\d.\\d",
      "type=ref,event=pr",
      "type=sha",
    ],
    [],
    ["1.0.0", "1.0", sha, "latest"],
  ],
  [
    "tag18",
    tagged("p1/v1.0.0"),
    [
      "type=match,pattern=p1/v(\\d.\\d.\\d),group=1",
      "type=match,pattern=p1/v(\\d.\\d),group=1",
      "type=match,pattern=p1/v(\\d.\\d),group=3",
      "type=ref,event=pr",
      "type=sha",
    ],
    [],
    ["1.0.0", "1.0", sha, "latest"],
  ],
  [
    "tag19",
    tagged("p1/v1.0.0"),
    [
      "type=match,pattern=p1/v(\\d.\\d.\\d),group=1",
      "type=match,pattern=p1/v(\\d.\\d),group=1,suffix=",
      "type=ref,event=pr",
      "type=sha",
    ],
    ["suffix=-dev"],
    ["1.0.0-dev", "1.0", `${sha}-dev`, "latest"],
  ],
  [
    "tag20",
    tagged("v1.1.1"),
    ["type=raw,{{tag}}-{{sha}}-foo", "type=raw,{{base_ref}}-foo", "type=raw,defbranch-foo,enable={{is_default_branch}}"],
    [],
    ["v1.1.1-860c190-foo", "master-foo"],
  ],
  ["tag21", tagged("v1.1.1"), semver.slice(0, 1), ["suffix=-dev,onlatest=true"], ["1.1.1-dev", "latest-dev"]],
  [
    "tag22",
    tagged("v1.1.1"),
    semver.slice(0, 1),
    ["prefix=foo-,onlatest=true", "suffix=-dev,onlatest=true"],
    ["foo-1.1.1-dev", "foo-latest-dev"],
  ],
  ["tag23", tagged("v1.1.1"), ["type=pep440,pattern={{raw}}", ...pep440.slice(1, 2)], [], ["v1.1.1", "1.1", "latest"]],
  ["tag24", tagged("1.2"), pep440.slice(0, 2), [], ["1.2", "latest"]],
  ["tag25", tagged("1.1beta2"), pep440.slice(1), [], ["1.1b2"]],
  ["tag26", tagged("1.0dev4"), pep440.slice(1), [], ["1.0.dev4"]],
  ["tag27", tagged("1.2.3rc2"), ["type=pep440,pattern={{raw}}", ...pep440], [], ["1.2.3rc2"]],
  ["tag28", tagged("v1.1.1"), pep440, [], ["1.1.1", "1.1", "1", "latest"]],
  ["tag29", tagged("1.2post1"), pep440, [], ["1.2.post1"]],
  ["tag30", tagged("sometag"), ["type=ref,event=tag", ...pep440], ["latest=false"], ["sometag"]],
  ["tag31", tagged("v2.0.8-beta.67"), ["type=semver,pattern={{raw}}"], [], ["v2.0.8-beta.67"]],
  ["tag32", tagged("v1.2.3rc2"), ["type=pep440,pattern={{raw}}", ...pep440.slice(1, 2)], [], ["v1.2.3rc2", "1.2.3rc2"]],
  ["latest01", tagged("release1"), ['type=match,"pattern=^release\\d{1,2}"'], [], []],
  ["latest03", tagged("20200110-RC2"), ["type=match,pattern=\\d{8}"], [], ["20200110", "latest"]],
  ["latest07", tagged("v1.1.1"), ["type=ref,event=tag"], ["latest=false"], ["v1.1.1"]],
  ["pr01", pull, [], [], ["pr-15"]],
  ["pr03", pull, ["type=ref,event=pr", "type=sha"], [], ["pr-15", sha]],
  ["pr04", pull, ["type=sha,priority=2000", "type=ref,event=pr"], [], [sha, "pr-15"]],
  ["pr05", pull, ["type=ref,event=pr"], ["prefix=glo-", "suffix=-bal"], ["pr-15-bal"]],
  ["pr06", pull, ["type=ref,event=pr,prefix="], ["prefix=glo-", "suffix=-bal"], ["15-bal"]],
  [
    "pr09",
    pull,
    ["type=ref,event=tag", "type=ref,event=pr", "type=ref,event=branch", "type=sha", "type=sha,format=long"],
    [],
    ["pr-15", sha, longSha],
  ],
  [
    "pr10",
    pull,
    ["type=raw,value=mytag-{{base_ref}}", "type=raw,mytag-defbranch,enable={{is_default_branch}}"],
    [],
    ["mytag-master"],
  ],
  ["pr12", pull, ["type=raw,value={{commit_date YYYY-MM-DD-HHmmSS}}"], [], ["2020-01-10T00-30-00Z"]],
  ["schedule", nightly, [], [], ["nightly", "master"]],
  ["schedule with a date", nightly, ["type=schedule,pattern={{date 'YYYYMMDD'}}"], [], ["20200110"]],
  ["schedule with a fixed tag", nightly, ["type=schedule,pattern=foobar", "type=raw,value=bar"], [], ["foobar", "bar"]],
  [
    "schedule only",
    nightly,
    ["type=schedule,priority=2000", "type=semver,pattern={{version}}", "type=sha"],
    [],
    ["nightly", sha],
  ],
  ["schedule on a push", master, ["type=schedule", "type=sha"], [], [sha]],
  ["default branch on a schedule", nightly, ["type=raw,value=latest,enable={{is_default_branch}}"], [], ["latest"]],
  ["latest on the default branch", master, ["type=raw,value=latest,enable={{is_default_branch}}"], [], ["latest"]],
  ["latest true", dev, ["type=ref,event=branch"], ["latest=true"], ["dev", "latest"]],
  ["affixes with expressions", dev, ["type=sha,prefix={{branch}}-,suffix=-{{date 'X'}}"], [], ["dev-860c190-1578616200"]],
])("%s", (_name, occasion, tags, flavor, expected) => expect(tagsOf(occasion, tags, flavor)).toEqual(expected));

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
