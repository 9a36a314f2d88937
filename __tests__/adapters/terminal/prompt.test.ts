import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { promptFor } from "../../../src/adapters/terminal/prompt.ts";

function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  let shown = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  return { input, output, shown: () => shown };
}

async function answerTo(keys: string) {
  const { input, output, shown } = terminal();
  const answer = promptFor({ input, output })?.ask("Go on? [Y/n] ");
  input.write(keys);
  return { answer: await answer, shown: shown() };
}

describe("a question at a terminal", () => {
  test.each([
    ["yes\r", { text: "yes" }],
    ["\r", { text: "" }],
    ["\u0003", { none: "interrupted" }],
    ["\u0004", { none: "ended" }],
  ])("%j gives %j", async (keys, expected) => {
    const { answer, shown } = await answerTo(keys);
    expect(answer).toEqual(expected);
    expect(shown).toContain("Go on? [Y/n] ");
  });

  test("the end of the input ends the question", async () => {
    const { input, output } = terminal();
    const answer = promptFor({ input, output })?.ask("Go on? ");
    input.end();
    expect(await answer).toEqual({ none: "ended" });
  });

  test("two questions, one after the other", async () => {
    const { input, output } = terminal();
    const prompt = promptFor({ input, output });
    const first = prompt?.ask("1? ");
    input.write("a\r");
    expect(await first).toEqual({ text: "a" });
    const second = prompt?.ask("2? ");
    input.write("b\r");
    expect(await second).toEqual({ text: "b" });
  });

  test.each(["input", "output"] as const)("nobody is asked if the %s is no terminal", (which) => {
    const streams = terminal();
    streams[which].isTTY = false;
    expect(promptFor(streams)).toBeUndefined();
  });
});
