import { describe, expect, test } from "@jest/globals";
import { explain } from "../../../src/adapters/github/explain.ts";
import { retryAfter, waitWords } from "../../../src/adapters/http/retry-after.ts";

const now = new Date("2026-11-23T13:04:30Z");

test.each<[unknown, number | undefined]>([
  ["3600", 3_600_000],
  [3600, 3_600_000],
  ["Mon, 23 Nov 2026 14:04:30 GMT", 3_600_000],
  ["Mon, 23 Nov 2026 13:00:00 GMT", 0],
  ["soon", undefined],
  [undefined, undefined],
])("Retry-After: %s", (value, delay) => {
  expect(retryAfter(value, now)).toBe(delay);
});

test.each<[number, string]>([
  [90_000, "for 1 min 30 s, until 13:06 UTC"],
  [600_000, "for 10 min, until 13:15 UTC"],
  [3_600_000, "for 1 h, until 14:05 UTC"],
  [5_400_000, "for 1 h 30 min, until 14:35 UTC"],
  [43_200_000, "for 12 h, until 01:05 UTC on 2026-11-24"],
  [90_000_000, "for 25 h, until 14:05 UTC on 2026-11-24"],
  [1e18, "for an unlimited time"],
])("%i ms", (delay, words) => {
  expect(waitWords(delay, now)).toBe(words);
});

describe("GitHub", () => {
  const refused = (status: number, message: string, headers: Record<string, string>) => {
    const error = Object.assign(new Error(message), { status, response: { headers } });
    const failure = explain(error, "the tip of main", "contents: read");
    return failure.message;
  };
  const time = "until \\d\\d:\\d\\d UTC( on [\\d-]{10})?";
  const inAnHour = () => String(Math.floor(Date.now() / 1000) + 3600);

  test.each<[name: string, status: number, message: string, headers: Record<string, string>, expected: string]>([
    [
      "a secondary limit with seconds",
      403,
      "You have exceeded a secondary rate limit",
      { "retry-after": "3600" },
      `used up for 1 h, ${time}\\. `,
    ],
    ["a secondary limit, 429", 429, "Too many requests", { "retry-after": "600" }, `used up for 10 min, ${time}\\. `],
    [
      "a secondary limit by its header alone",
      403,
      "Forbidden",
      { "retry-after": "600", "x-ratelimit-remaining": "12" },
      `used up for 10 min, ${time}\\. `,
    ],
    [
      "a date",
      429,
      "",
      { "retry-after": new Date(Date.now() + 3_600_000).toUTCString() },
      `used up for (1 h|59 min \\d+ s), ${time}\\. `,
    ],
    [
      "the primary limit",
      403,
      "API rate limit exceeded",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inAnHour() },
      `used up for (1 h|59 min \\d+ s), ${time}\\. `,
    ],
    [
      "a secondary limit while the primary one is not used up",
      403,
      "You have exceeded a secondary rate limit",
      { "x-ratelimit-remaining": "4000", "x-ratelimit-reset": inAnHour() },
      "used up\\. .* Run again in some minutes",
    ],
    [
      "maintenance",
      503,
      "Service Unavailable",
      { "retry-after": "600" },
      `answered 503 .* wait for 10 min, ${time}: run again then`,
    ],
  ])("%s", (_, status, message, headers, expected) => {
    expect(refused(status, message, headers)).toMatch(new RegExp(expected));
  });
});
