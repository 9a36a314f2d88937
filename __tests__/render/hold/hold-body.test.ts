import { describe, expect, test } from "@jest/globals";
import { readHold } from "../../../src/core/holds/hold-issue.ts";
import { holdBody } from "../../../src/render/hold/hold-body.ts";
import { data, draft, good, hostile, run } from "../../support/hold-drafts.ts";
import { makeHoldText, makePublicationId } from "../../support/holds.ts";

/** The part for people: before the block of data. */
const forPeople = (body: string): string => body.slice(0, body.search(/^`{3,}yaml/m));

describe("the issue's text", () => {
  test("of a hold", () => {
    expect(forPeople(holdBody(draft))).toBe(`**Held** by octo in [this run](${run}): it broke

| image | stays at | published as |
| --- | --- | --- |
| \`squid:release\` | \`${good}\` | \`20261109-0617\` |

While this issue is open, no run moves these streams. Builds and promotions continue: Tagstream tests these images and gives them timestamp tags.

**To release the hold, close this issue** by hand. The next run then moves each stream to its newest image, without a build, unless another hold covers it. \`command: resume\` releases all holds on a stream and moves it at once. A keyword in a commit or a pull request (“fixes” with this issue's number) closes the issue, but does not release the hold.

This hold should end by 2026-11-27. After that day it still holds, but runs fail. To keep it longer, set a later \`expires\` below.

Tagstream reads this block. If an edit makes it unreadable, the issue holds everything that its title names:

`);
  });

  test("of a rollback, and of a stream that shows nothing", () => {
    const rolledBack = { ...data, rollback: makePublicationId("20261120-0301") };
    const text = forPeople(holdBody({ data: rolledBack, heldDigests: [{ name: "squid:testing" }] }));
    expect(text).toContain("**Rolled back and held** by octo: it broke");
    expect(text).toContain("| `squid:testing` | its current image |  |");
  });

  test("of one that was lifted in part: what, and when, the last first", () => {
    const lifted = [
      { units: ["xcache:release"], at: "2026-11-24T09:00:59Z", digests: new Map() },
      { units: ["squid:testing", "squid:1"], at: "2026-11-25T11:20:00Z", digests: new Map() },
    ];
    const text = forPeople(holdBody({ ...draft, data: { ...data, partialReleases: lifted } }));
    expect(text.split("\n")).toContain(
      "**Released**: `squid:testing` at 2026-11-25 11:20 UTC, `squid:1` at 2026-11-25 11:20 UTC, `xcache:release` at 2026-11-24 09:00 UTC",
    );
    expect(forPeople(holdBody({ ...draft, data: { ...data, partialReleases: [] } }))).toBe(forPeople(holdBody(draft)));
  });

  test("of one that was lifted in many parts, on one line, whatever the names", () => {
    const units = [hostile, ...Array.from({ length: 300 }, (_n, n) => `image-${n}:release`)];
    const body = holdBody({
      ...draft,
      data: { ...data, partialReleases: [{ units, at: "2026-11-25T11:20:00Z", digests: new Map() }] },
    });
    const [line, ...others] = forPeople(body)
      .split("\n")
      .filter((text) => text.startsWith("**Released**"));
    expect(others).toEqual([]);
    expect(line).toMatch(/ … and 291 more$/);
    expect(line).not.toMatch(/(^|[^\w\u200b])@\w|<b>|-->/);
    expect(readHold(makeHoldText(body)).partialReleases?.[0]?.units).toEqual(units);
  });

  test("what people wrote does nothing, and is read as it was", () => {
    const body = holdBody({ ...draft, data: { ...data, reason: hostile, owner: "<i>@me" }, url: "https://x) [y](z" });
    const text = forPeople(body);
    expect(text.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
    expect(text).not.toMatch(/(^|[^\w\u200b])@\w|<[a-z]|https:\/\/x|-->/m);
    expect(readHold(makeHoldText(body))).toMatchObject({ reason: hostile, owner: "<i>@me", digests: data.digests });
  });

  test("many units are counted, and all of them read", () => {
    const names = Array.from({ length: 300 }, (_n, n) => `image-${n}:release`);
    const digests = new Map(names.map((name) => [name, good]));
    const body = holdBody({ data: { ...data, digests }, heldDigests: names.map((name) => ({ name, digest: good })) });
    expect(body).toContain("… and 200 more.");
    expect(readHold(makeHoldText(body)).digests.size).toBe(300);
  });
});
