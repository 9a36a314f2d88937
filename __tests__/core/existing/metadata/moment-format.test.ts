import { expect, test } from "@jest/globals";
import { formatMoment } from "../../../../src/core/existing/metadata/moment-format.ts";
import { readPep440 } from "../../../../src/core/existing/metadata/pep440.ts";

const time = "2026-03-05T04:06:07Z";

test.each<[format: string, zone: string | undefined, expected: string | undefined]>([
  ["YYYYMMDD", undefined, "20260305"],
  ["YYYY.MM.DD-HHmmss", undefined, "2026.03.05-040607"],
  ["YY.M.D", undefined, "26.3.5"],
  ["H:m:s A", undefined, "4:6:7 AM"],
  ["hh a", "America/New_York", "11 pm"],
  ["YYYYMMDD HH", "America/New_York", "20260304 23"],
  ["ddd dddd MMM MMMM Do", undefined, "Thu Thursday Mar March 5th"],
  ["DDDD DDD E d Q", undefined, "064 64 4 4 1"],
  ["GGGG-[W]WW", undefined, "2026-W10"],
  ["X x", undefined, "1772683567 1772683567000"],
  ["SSS Z ZZ", "Asia/Kolkata", "000 +05:30 +0530"],
  ["YYYY", "Nowhere/None", "2026"],
  ["ww", undefined, undefined],
  ["L", undefined, undefined],
])("%s in %s", (format, zone, expected) => expect(formatMoment(time, format, zone)).toBe(expected));

test.each<[text: string, expected: string | undefined, isFinal: boolean]>([
  ["1.2", "1.2", true],
  ["v01.2.3", "1.2.3", true],
  ["1!1.0", "1!1.0", true],
  ["1.0alpha", "1.0a0", false],
  ["1.0-preview.2", "1.0rc2", false],
  ["1.0-1", "1.0.post1", false],
  ["1.0.rev3", "1.0.post3", false],
  ["1.0b2.post3.dev4", "1.0b2.post3.dev4", false],
  ["1.0+Ubuntu-1", "1.0+ubuntu.1", true],
  ["sometag", undefined, false],
])("%s by PEP 440", (text, expected, isFinal) => {
  const version = readPep440(text);
  expect([version?.version, version?.isFinal ?? false]).toEqual([expected, isFinal]);
});
