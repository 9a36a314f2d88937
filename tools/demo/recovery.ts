import { fencedLines, short, stampsOf } from "./excerpts.ts";
import type { Narrator } from "./narrator.ts";
import { loadsSomething, publicationsOn } from "./page.ts";
import type { Stage } from "./stage.ts";
import { image, moving, setting, stream, unit } from "./subject.ts";

/**
 * Rolls the broken release back, runs the next weekly rebuild, and shows the history.
 * @param good the digest to go back to
 */
export async function recover(stage: Stage, narrator: Narrator, good: string): Promise<void> {
  await breakAtSite(stage, narrator);
  await dryRun(stage, narrator);
  await rollBack(stage, narrator, good);
  await secondWeek(stage, narrator, good);
  await history(stage, narrator);
  await page(stage, narrator);
}

/** The release passed all its tests, and fails at a site whose setting no test has. */
async function breakAtSite(stage: Stage, narrator: Narrator): Promise<void> {
  narrator.screen.chapter(`The release fails in use: a site starts it with ${setting}, as it always did`);
  const { answers, lastLine } = await stage.startAtSite("25-release");
  narrator.screen.show("site", lastLine);
  narrator.prove("the service does not start there, although all its tests passed", !answers);
}

async function dryRun(stage: Stage, narrator: Narrator): Promise<void> {
  narrator.screen.chapter("The dry run of a rollback says what the rollback would do");
  const before = await stage.tags(image);
  const run = await stage.rollback(true);
  narrator.ran(run);
  const [, ...plan] = fencedLines(run.summary);
  for (const line of plan.filter((text) => !text.startsWith("  reason: "))) narrator.screen.line(line);
  const after = await stage.tags(image);
  const untouched = JSON.stringify(before) === JSON.stringify(after);
  narrator.prove("no tag was written, and no hold opened", untouched, stage.holds().length === 0);
}

async function rollBack(stage: Stage, narrator: Narrator, good: string): Promise<void> {
  narrator.screen.chapter("The rollback puts the older image back under its tags, and an issue holds it there");
  narrator.ran(await stage.rollback(false));
  const holds = stage.holds();
  for (const hold of holds) narrator.screen.show("issue", hold);
  const tags = await stage.tags(image);
  narrator.shows(tags);
  const { answers } = await stage.startAtSite("25-release");
  narrator.prove(
    `the stream shows ${short(good)} again, under one hold, and the site's service answers`,
    moving.every((tag) => tags[tag] === good),
    holds.length === 1,
    answers,
  );
}

async function secondWeek(stage: Stage, narrator: Narrator, good: string): Promise<void> {
  narrator.screen.chapter("The next weekly run builds everything again, and leaves the stream rolled back");
  const before = await stage.tags(image);
  narrator.ran(await stage.weekly());
  const after = await stage.tags(image);
  narrator.holds(after);
  const known = new Set(Object.values(before));
  const built = stampsOf(Object.keys(after), stream).filter((stamp) => !known.has(after[`${stream}-${stamp}`] ?? ""));
  const [was, is] = [before, after].map((tags) => tags["25-deb12-testing"]);
  narrator.prove(
    `the stream still shows ${short(good)}; the new image waits at ${built.join(", ")}`,
    moving.every((tag) => after[tag] === good),
    built.length === 1,
  );
  narrator.prove(`the stream testing, which nothing holds, moved from ${short(was)} to ${short(is)}`, was !== is);
}

async function history(stage: Stage, narrator: Narrator): Promise<void> {
  narrator.screen.chapter(`The history: tagstream history --only ${unit}, and tagstream status --output page`);
  const lines = (await stage.history()).split("\n").filter((line) => line.trim() !== "");
  for (const line of lines) narrator.screen.line(`  ${line}`);
  const listed = lines.map((line) => line.trim().split(" ")[0]);
  const stamps = stampsOf(Object.keys(await stage.tags(image)), stream);
  narrator.prove(
    `it lists all ${stamps.length} timestamps that the registry has`,
    stamps.every((stamp) => listed.includes(stamp)),
  );
}

/** The page is the end of the story: `play` says where it is. */
async function page(stage: Stage, narrator: Narrator): Promise<void> {
  const html = await stage.page();
  const stamps = stampsOf(Object.keys(await stage.tags(image)), stream);
  const shown = publicationsOn(html, unit);
  narrator.prove(
    `the page has these ${stamps.length} publications and no other, and loads nothing from anywhere`,
    stamps.toSorted().join() === shown.toSorted().join(),
    !loadsSomething(html),
  );
}
