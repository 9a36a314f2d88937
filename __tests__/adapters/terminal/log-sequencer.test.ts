import { expect, test } from "@jest/globals";
import { BufferedLines } from "../../../src/adapters/terminal/buffered-lines.ts";
import { LogSequencer, type SequencerOptions } from "../../../src/adapters/terminal/log-sequencer.ts";

/** A sequencer, and what it shows as one text: `[` opens a group, `]` closes it. */
function start(options: SequencerOptions = {}) {
  const shown: string[] = [];
  const log = new LogSequencer(
    { open: (title) => shown.push(`[${title}`), line: (text) => shown.push(text), close: () => shown.push("]") },
    options,
  );
  return { log, shown: () => shown.splice(0).join(" ") };
}

test("the oldest group is live, the others wait and are shown whole in their order", () => {
  const { log, shown } = start();
  const [a, b, c] = [log.group("A"), log.group("B"), log.group("C")];
  a.line("a1");
  c.line("c1");
  b.line("b1");
  expect(shown()).toBe("[A a1");
  c.end();
  a.line("a2");
  expect(shown()).toBe("a2");
  a.end();
  expect(shown()).toBe("] [B b1");
  b.line("b2");
  b.end();
  expect(shown()).toBe("b2 ] [C c1 ]");
  const d = log.group("D");
  d.end();
  d.end();
  expect(shown()).toBe("[D ]");
});

test("what is outside of groups is shown at once, and the open group goes on after it only when it has more to say", () => {
  const { log, shown } = start();
  const a = log.group("A");
  const b = log.group("B");
  a.line("a1");
  b.line("b1");
  log.line("news");
  a.line("a2");
  log.between(() => log.line("error"));
  a.end();
  b.end();
  log.line("end");
  expect(shown()).toBe("[A a1 ] news [A (continued) a2 ] error [B b1 ] end");
});

test("a line that comes after its group's end is not lost", () => {
  const { log, shown } = start();
  const a = log.group("A");
  a.end();
  a.line("late");
  expect(shown()).toBe("[A ] A: late");
});

test("nothing that waits is lost when the process ends", () => {
  const { log, shown } = start();
  log.group("A").line("a1");
  log.group("B").line("b1");
  log.flush();
  log.flush();
  expect(shown()).toBe("[A a1 ] [B b1 ]");
});

test("work that goes on unseen is named when the live group has long been silent", () => {
  let now = 0;
  const { log, shown } = start({ now: () => now });
  const [a, b, c] = [log.group("A"), log.group("B"), log.group("C")];
  now = 44_000;
  b.line("b1");
  now = 52_000;
  c.line("c1");
  c.end();
  now = 90_000;
  b.line("b2");
  now = 120_000;
  b.line("b3");
  a.line("a1");
  expect(shown()).toBe("[A … meanwhile: B 52 s, C 52 s … meanwhile: B 2 min a1");
});

test("when too much waits, groups that have ended are shown before their turn", () => {
  const { log, shown } = start({ heldTogether: 10 });
  const [a, b, c] = [log.group("A"), log.group("B"), log.group("C")];
  a.line("a1");
  b.line("b1");
  c.line("123456789012");
  c.end();
  a.line("a2");
  a.end();
  b.end();
  expect(shown()).toBe("[A a1 ] [C 123456789012 ] [A (continued) a2 ] [B b1 ]");
});

test("of a long log that waits, the beginning and the end are kept", () => {
  const held = new BufferedLines(100);
  for (let n = 0; n < 10_000; n++) held.add(`line ${n}`);
  const lines = held.lines();
  expect(lines[0]).toBe("line 0");
  expect(lines.at(-1)).toBe("line 9999");
  const cut = lines.findIndex((line) => line.startsWith("…"));
  expect(lines[cut]).toBe(`… ${10_000 - lines.length + 1} lines omitted …`);
  expect(held.size).toBeLessThanOrEqual(200);
});

test("a single line is never longer than what is held", () => {
  const held = new BufferedLines(10);
  held.add("x".repeat(1000));
  expect(held.lines()).toEqual(["xxxxxxxxxx … (1000 characters)"]);
});
