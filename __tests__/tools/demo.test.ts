/** The story of `script/demo` without an engine: what it prints, and that it believes nothing that is not so. */
import { describe, expect, test } from "@jest/globals";
import { play } from "../../tools/demo/play.ts";
import { maxColumns, maxLines, Screen } from "../../tools/demo/screen.ts";
import { candidate, stream } from "../../tools/demo/subject.ts";
import { DemoStage, digestOf } from "../support/demo-stage.ts";

/** Plays the story for a log; its lines, its complaint and its exit status. */
async function playToLog(stage: DemoStage): Promise<{ lines: string[]; complaint: string; status: number }> {
  const written: string[] = [];
  const complaints: string[] = [];
  const screen = new Screen({ write: (text) => written.push(text) });
  const scene = { folder: "/tmp/tagstream-demo-abcdef" };
  const status = await play(stage, screen, scene, (text) => complaints.push(text));
  return { lines: written.join("").split("\n").slice(0, -1), complaint: complaints.join("\n"), status };
}

test("a log gets at most sixty lines, none of them cut, with a log for each run and no control character", async () => {
  const { lines, complaint, status } = await playToLog(new DemoStage());
  expect({ status, complaint }).toEqual({ status: 0, complaint: "" });
  expect(lines.length).toBeLessThanOrEqual(60);
  expect(lines.filter((line) => line.length > maxColumns || line.endsWith("…"))).toEqual([]);
  expect(lines.flatMap((line) => /\S+\.log/.exec(line) ?? [])).toHaveLength(6);
  expect(lines.filter((line) => /^\d {2}/.test(line)).map((line) => line[0])).toEqual([..."12345678"]);
  expect([...lines.join("")].filter((character) => character < " ")).toEqual([]);
});

const wrong = digestOf("something else");
const lies: [string, ConstructorParameters<typeof DemoStage>[0], RegExp][] = [
  [
    "a stream is under no timestamp tag",
    { "weekly 1": ({ own }) => delete own[`${stream}-20261121-0617`] },
    /each of the 6 streams/,
  ],
  ["another image is pulled", { propose: (stage) => (stage.pulled = wrong) }, /this command pulls/],
  ["there is no candidate", { propose: ({ own }) => delete own[candidate] }, /this command pulls/],
  ["a candidate moves a stream", { propose: ({ own }) => (own["latest"] = wrong) }, /no tag that was there has moved/],
  ["the merge publishes another image", { merge: ({ own }) => (own[stream] = wrong) }, /byte for byte the candidate/],
  ["the merge leaves an alias behind", { merge: ({ own }) => (own["latest"] = wrong) }, /byte for byte the candidate/],
  ["the merge builds", { merge: (stage) => (stage.calls = 1) }, /the builder was not called/],
  ["the release works", { merge: (stage) => (stage.site = () => true) }, /the service does not start/],
  ["the dry run writes a tag", { "dry run": ({ own }) => (own["new"] = wrong) }, /no tag was written/],
  ["the dry run opens a hold", { "dry run": ({ issues }) => issues.push("#8") }, /no hold opened/],
  ["the rollback leaves an alias behind", { rollback: ({ own }) => (own["latest"] = wrong) }, /shows sha256:\w+ again/],
  ["the rollback opens no hold", { rollback: (stage) => (stage.issues = []) }, /under one hold/],
  ["the site's service is still down", { rollback: (stage) => (stage.site = () => false) }, /the site's service answers/],
  ["the weekly run moves a held stream", { "weekly 2": ({ own }) => (own[stream] = wrong) }, /the stream still shows/],
  [
    "the weekly run builds no new image",
    { "weekly 2": ({ own }) => delete own[`${stream}-20261122-0617`] },
    /the new image waits/,
  ],
  [
    "the weekly run moves nothing",
    { "weekly 2": ({ own }) => (own["25-deb12-testing"] = own["25-deb12-testing-20261121-0617"] ?? "") },
    /the stream testing/,
  ],
  [
    "the history leaves out a publication",
    { "weekly 2": ({ unlisted }) => unlisted.push("20261121-1000") },
    /it lists all 4 timestamps/,
  ],
  [
    "the page leaves out a publication",
    { "weekly 2": ({ missing }) => missing.push("20261121-1000") },
    /the page has these 4 publications/,
  ],
  [
    "the page loads a picture",
    { "weekly 2": (stage) => (stage.more = '<img src="https://octo.example/x.png">') },
    /loads nothing from anywhere/,
  ],
];

describe("where a claim does not hold, the demo ends there with status 1, and says which", () => {
  test.each(lies)("%s", async (_, interfere, claim) => {
    const { complaint, status, lines } = await playToLog(new DemoStage(interfere));
    expect({ status, complaint }).toEqual({ status: 1, complaint: expect.stringMatching(claim) });
    expect(complaint).toMatch(/^Not so: .*\nLogs and summaries: \/tmp\/tagstream-demo-abcdef$/);
    expect(lines.join("\n")).not.toMatch(/claims held/);
  });
});

describe("the screen", () => {
  test("shows a live line on a terminal alone, and removes it before the next line", () => {
    for (const isTTY of [true, false]) {
      const written: string[] = [];
      const screen = new Screen({ write: (text) => written.push(text), isTTY });
      screen.live("1 s");
      screen.line("done");
      expect(written.join("")).toBe(isTTY ? "\r\u001b[K  1 s\r\u001b[Kdone\n" : "done\n");
    }
  });

  test("refuses a line more than the demo may print", () => {
    const screen = new Screen({ write: () => {} });
    for (let n = 0; n < maxLines; n++) screen.line();
    expect(() => screen.line("too much")).toThrow(/60 lines.*too much/);
  });
});
