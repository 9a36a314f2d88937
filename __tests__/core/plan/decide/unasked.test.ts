import { describe, expect, test } from "@jest/globals";
import { unansweredNotes, unaskedNotes } from "../../../../src/core/plan/decide/unasked.ts";

const down = (host: string, how = "it did not answer for 45 s. Check its health.") => `${host} cannot be reached: ${how}`;
const at = (host: string, failure: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ repository: `${host}/osg/image-${i}`, failure }));

describe("repositories that did not answer", () => {
  test("a host that is down is reported once, for all its repositories", () => {
    expect(unaskedNotes(at("one.example.org", down("one.example.org"), 76))).toEqual([
      "one.example.org cannot be reached: it did not answer for 45 s. The state of 76 repositories of one.example.org is unknown. Check its health.",
    ]);
  });

  test("also where calls report different reasons", () => {
    const [quiet, broken] = [down("one.example.org"), down("one.example.org", "it broke off the connection.")];
    const unasked = [...at("one.example.org", quiet, 2), { repository: "one.example.org/osg/other", failure: broken }];
    expect(unaskedNotes(unasked)).toEqual([
      "one.example.org cannot be reached: it did not answer for 45 s. The state of 3 repositories of one.example.org is unknown. Check its health.",
    ]);
  });

  test("two hosts, of which one token service is down, are two", () => {
    const failure = down("auth.example.org", "it is silent.");
    const unasked = [...at("one.example.org", failure, 2), ...at("two.example.org:5000", failure, 1)];
    expect(unaskedNotes(unasked)).toEqual([
      "auth.example.org cannot be reached: it is silent. The state of 2 repositories of one.example.org is unknown.",
      `the state of two.example.org:5000/osg/image-0 is unknown: ${failure}`,
    ]);
  });

  test("different failures are reported of each", () => {
    const unasked = ["a", "b"].map((name) => ({ repository: `one.example.org/${name}`, failure: `${name} is damaged` }));
    expect(unaskedNotes(unasked)).toEqual([
      "the state of one.example.org/a is unknown: a is damaged",
      "the state of one.example.org/b is unknown: b is damaged",
    ]);
  });
});

describe("questions without an answer", () => {
  const candidate = (unit: string, failure: string) => ({ units: [unit], subject: "its candidate ", failure });

  test("of one unit", () => {
    expect(unansweredNotes([candidate("app:release", "503")])).toEqual(["app:release: its candidate cannot be read: 503"]);
  });

  test("of several units, with words that name no host", () => {
    expect(unansweredNotes(["a:s", "b:s"].map((unit) => candidate(unit, "timeout")))).toEqual([
      "a:s: its candidate cannot be read: timeout",
      "b:s: its candidate cannot be read: timeout",
    ]);
  });

  test("of several units, for one cause", () => {
    const failure = "dev.example.org cannot be reached: it is silent. Check its health";
    expect(unansweredNotes(["a:s", "b:s", "b:s"].map((unit) => candidate(unit, failure)))).toEqual([
      "dev.example.org cannot be reached: it is silent. The plan of 2 units goes on without its answer. Check its health.",
    ]);
  });
});
