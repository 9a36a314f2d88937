import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "unknown placeholders",
    `matrix: { series: ["24", "25"] }
tag: "{serie}-{stream}"
aliases: [{ tag: "{stram}-{built}" }]
streams: { release: { args: { R: "{repo}" } } }
images:
  a:
    context: "{sries}"
    target: "{x}"
    labels: { at: "{built}", who: "{nobody}" }
    tests: [{ run: ["{foo}", "{{foo}}"], env: { A: "{bar} {baz}" } }]
`,
    [
      "2:6 config-placeholder unknown placeholder {serie}: did you mean {series}? For the literal text, write {{serie}}",
      "3:18 config-placeholder `{built}` has a value only once the build begins: use it only in `args`, `labels` and `annotations`. For the literal text, write {{built}}",
      "4:34 config-placeholder unknown placeholder {repo}: expected {image}, {series} or {stream}. For the literal text, write {{repo}}",
      "7:14 config-placeholder unknown placeholder {sries}: did you mean {series}? For the literal text, write {{sries}}",
      "8:13 config-placeholder unknown placeholder {x}: expected {image}, {series} or {stream}. For the literal text, write {{x}}",
      "9:35 config-placeholder unknown placeholder {nobody}: expected {image}, {series} or {stream}. For the literal text, write {{nobody}}",
      "10:21 config-placeholder unknown placeholder {foo}: expected {image}, {series} or {stream}. For the literal text, write {{foo}}",
      "10:52 config-placeholder unknown placeholders {bar} and {baz}: expected {image}, {series} or {stream}. For the literal text, write {{bar}} and {{baz}}",
    ],
  ],
  [
    "a placeholder with a value in only some units",
    `matrix:
  os: [el9, el10, el11]
  include: [{ os: el9, base_os: almalinux-9 }]
images:
  a: { context: ., args: { BASE: "{base_os}" } }
  b: { context: "{base_os}", matrix: false, tag: x }
`,
    [
      "5:34 config-placeholder {base_os} has no value for a (os el10, stream release) and 1 more: add one with `include`",
      "6:17 config-placeholder unknown placeholder {base_os}: expected {image} or {stream}. For the literal text, write {{base_os}}",
    ],
  ],
  [
    "a common tag without values in one image",
    `matrix: { series: ["24", "25"] }
tag: "{series}-{stream}"
images:
  a: { context: . }
  b: { context: ., matrix: { os: [el9, el10] } }
`,
    [
      '5:3 config-placeholder "{series}-{stream}" on line 2 needs {series}, which has no value for b (os el9, stream release) and 1 more: give the image its own text, or add the value',
    ],
  ],
  [
    "a version in streams that have none",
    `streams: { edge: , release: { from: { tag: "v{version}" } } }
aliases: [{ tag: "{major}.{minor}" }]
images:
  a: { context: ., args: { V: "{version}" }, labels: { v: "{version}" } }
`,
    [
      '4:3 config-placeholder "{major}.{minor}" on line 2 needs {major}, which has no value for a (stream edge): only streams from git tags have a version. Add `when: { stream: … }` with such a stream',
      "4:31 config-placeholder {version} has no value for a (stream edge): its builds are of no version. Move it to the `args` of a stream from git tags, under `streams`",
      "4:59 config-placeholder {version} has no value for a (stream edge): its builds are of no version",
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
