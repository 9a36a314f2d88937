import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "tags that cannot be",
    `streams: { release: }
matrix: { os: ["el9+x", el10] }
aliases:
  - { tag: "rc.{stream}" }
  - { tag: "{stream}-20261123-0617" }
  - { tag: "{stream}-20261123-0617-01" }
  - { tag: "" }
  - { tag: "-{stream}" }
images:
  a: { context: . }
  b: { context: ., tag: "{image}:{os}", matrix: { os: [el9] } }
  c: { context: ., tag: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjkkkkkkkkkklm }
`,
    [
      '2:1 config-tag the dimensions and the stream give the invalid tag "el9+x-release": a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters. Change the values, or set `tag`',
      '4:12 config-tag "rc.{stream}" gives the invalid tag "rc.release": tags that begin with `rc.` are reserved for release candidates',
      '5:12 config-tag "{stream}-20261123-0617" gives the invalid tag "release-20261123-0617": a tag that ends like a timestamp looks like a timestamp tag',
      '6:12 config-tag "{stream}-20261123-0617-01" gives the invalid tag "release-20261123-0617-01": a tag that ends like a timestamp looks like a timestamp tag',
      '7:12 config-tag invalid tag "": it is empty',
      '8:12 config-tag "-{stream}" gives the invalid tag "-release": a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters',
      '11:25 config-tag "{image}:{os}" gives the invalid tag "b:el9": a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters',
      '12:25 config-tag invalid tag "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjkkkkkkkkkklm": it has 112 characters; at most 108 are allowed, because a timestamp, a sequence and the mark of a rollback must also fit into 128',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
