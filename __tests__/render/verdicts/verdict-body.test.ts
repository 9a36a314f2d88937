import { describe, expect, test } from "@jest/globals";
import { readVerdicts } from "../../../src/core/verdicts/verdict-data.ts";
import { readYanks } from "../../../src/core/verdicts/yank-data.ts";
import { verdictBody, yankBody } from "../../../src/render/verdicts/verdict-body.ts";
import { hostile } from "../../support/hold-drafts.ts";
import { advance, digestOf, verdict, yank } from "../../support/verdicts.ts";

const undone = { by: "mona", at: "2026-11-21T10:00:00Z", reason: "a false alarm" };

/** The part for people: what comes before the data. */
const forPeople = (body = "") => body.slice(0, body.indexOf("<details>"));

describe("the issue of a following stream", () => {
  test("shows what stands, newest first, and keeps all of it as data", () => {
    const log = {
      stream: "stable",
      verdicts: [
        verdict(),
        verdict({ verdict: "bad", at: "2026-11-21T10:00:00Z" }),
        verdict({ by: "mona", digest: digestOf("2") }),
      ],
      advances: [advance()],
    };
    const body = verdictBody([log]) ?? "";
    expect(forPeople(body)).toContain(
      "| `squid:fresh` | `20261116-0617` `sha256:11111111` | **bad** | octo | 2026-11-21 10:00 UTC | it serves our traffic |",
    );
    expect(forPeople(body)).toContain("| `squid:stable` | `squid:fresh` | `20261116-0617`");
    expect(forPeople(body).match(/\*\*good\*\*/g)).toHaveLength(1);
    expect(readVerdicts({ title: "", body })).toEqual(log);
  });

  test("has 50 rows at most, and counts the others", () => {
    const verdicts = Array.from({ length: 60 }, (_, n) => verdict({ by: `p${n}`, reason: "x" }));
    const body = verdictBody([{ stream: "stable", verdicts, advances: [] }]) ?? "";
    expect(forPeople(body).match(/\*\*good\*\*/g)).toHaveLength(50);
    expect(forPeople(body)).toContain("… and 10 more.");
  });

  test("texts of people forge nothing, neither for people nor in the data", () => {
    const forged = `${hostile} \`\`\`yaml tagstream-follow stream: other`;
    const log = {
      stream: "stable",
      verdicts: [verdict({ reason: forged, unit: "[x](http://evil.example):fresh" })],
      advances: [],
    };
    const body = verdictBody([log]) ?? "";
    expect(forPeople(body)).not.toMatch(/(^|[^\w\u200b])@\w|<b>|\]\(http:/m);
    expect(readVerdicts({ title: "", body })).toMatchObject({ stream: "stable", verdicts: [{ unit: log.verdicts[0]?.unit }] });
    expect(readVerdicts({ title: "", body }).fault).toBeUndefined();
  });
});

describe("the issue with yanks", () => {
  test("shows what stands apart from what was taken back, with who did it and why", () => {
    const yanks = [yank(), yank({ digest: digestOf("2"), undone })];
    const body = yankBody([yanks]) ?? "";
    const [standing = "", taken = ""] = forPeople(body).split("Taken back:");
    expect(standing).toContain("| octo | 2026-11-20 10:00 UTC | leaks a key |");
    expect(taken).toContain("| mona | 2026-11-21 10:00 UTC | a false alarm |");
    expect(readYanks(body)).toEqual({ yanks });
  });

  test("is none if it is too long in every form", () => {
    expect(yankBody([Array.from({ length: 1000 }, () => yank())])).toBeUndefined();
  });
});
