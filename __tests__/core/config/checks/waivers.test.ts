import { describe, expect, test } from "@jest/globals";
import { type Configuration, loadConfiguration } from "../../../../src/core/config/index.ts";
import { testsHash } from "../../../../src/core/inputs/inputs-hash.ts";
import { type FaultyCase, faultsIn, kindOf, print } from "../support.ts";

const until = "2026-12-15";

const load = (text: string, today: string | undefined): Configuration =>
  loadConfiguration({ text, file: "tagstream.yml", owner: "o", kindOf, ...(today === undefined ? {} : { today }) });

const config = (waived: string) => `streams:
  fresh: {}
  stable:
    follows: fresh
    tests: [{ run: b, waived: { until: ${until}, reason: "TICKET-12: upstream bug" } }]
images:
  squid:
    context: .
    tests:
      - { name: starts, run: a, waived: ${waived} }
      - { name: answers, run: c }
`;

const waiver = { until, reason: "TICKET-12: upstream bug" };
const waived = config(`{ until: ${until}, reason: "TICKET-12: upstream bug" }`);

const waivedTests = (today: string | undefined) =>
  load(waived, today).units.map(({ stream, tests }) => [
    stream,
    tests.flatMap((one) => (one.waived ? [[one.name, one.waived]] : [])),
  ]);

const lasting = [
  ["fresh", [["starts", waiver]]],
  [
    "stable",
    [
      ["starts", waiver],
      ["b", waiver],
    ],
  ],
];

const binding = [
  ["fresh", []],
  ["stable", []],
];

describe("a waiver", () => {
  test.each<[string, string | undefined, unknown]>([
    ["lasts before its last day", "2026-11-27", lasting],
    ["lasts on its last day", until, lasting],
    ["is over on the next day", "2026-12-16", binding],
    ["is over in the next year", "2027-01-01", binding],
    ["does not count without a day", undefined, binding],
  ])("%s", (_, today, tests) => {
    expect(waivedTests(today)).toEqual(tests);
  });

  test("is silent while it lasts, and warned of once it is over", () => {
    expect(load(waived, until).warnings).toEqual([]);
    expect(load(waived, undefined).warnings).toEqual([]);
    expect(load(waived, "2026-12-16").warnings.map(print)).toEqual([
      "5:40 config-waiver the waiver of a test ended on 2026-12-15, so a failure counts again: remove it, or extend it",
      '10:50 config-waiver the waiver of test "starts" ended on 2026-12-15, so a failure counts again: remove it, or extend it',
    ]);
  });

  test("changes the tests hash when it begins and when it ends; its texts do not", () => {
    const hashOf = (text: string, today: string) => {
      const [unit] = load(text, today).units;
      return testsHash(unit ?? { tests: [] }, [], (form) => form);
    };
    const other = waived.replaceAll("TICKET-12", "TICKET-13").replaceAll(until, "2026-12-31");
    expect(hashOf(other, until)).toBe(hashOf(waived, "2026-11-27"));
    expect(hashOf(waived, "2026-12-16")).not.toBe(hashOf(waived, until));
    const without = waived.replace(/ waived: .* \}\n {6}- /, " }\n      - ");
    expect(without).not.toBe(waived);
    expect(hashOf(without, "2026-12-16")).toBe(hashOf(waived, "2026-12-16"));
  });
});

describe("refused is", () => {
  test.each<FaultyCase>([
    [
      "a waiver without a reason",
      config(`{ until: ${until} }`),
      ['10:33 config-missing-key missing key "reason" in "waived" of test 1 of image "squid"'],
    ],
    [
      "a waiver without an end",
      config('{ reason: "x" }'),
      ['10:33 config-missing-key missing key "until" in "waived" of test 1 of image "squid"'],
    ],
    [
      "a day that does not exist",
      config('{ until: 2026-02-30, reason: "x" }'),
      ['10:50 config-value "until" in "waived" of test 1 of image "squid": this day does not exist'],
    ],
    [
      "a day of another form, and an empty reason",
      config('{ until: 15.12.2026, reason: "" }'),
      [
        '10:50 config-value "until" in "waived" of test 1 of image "squid": it is not a day: expected `YYYY-MM-DD`',
        '10:70 config-value "reason" in "waived" of test 1 of image "squid": a reason is one line of text, without a space at its beginning or end',
      ],
    ],
    [
      "a waiver without both",
      config("true"),
      ['10:41 config-value "waived" in test 1 of image "squid" must be a map of keys and values'],
    ],
  ])("%s", (_, yaml, faults) => {
    expect(faultsIn(() => load(yaml, "2026-11-27"))).toEqual(faults);
  });
});
