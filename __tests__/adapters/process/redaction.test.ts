import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { redactorOf } from "../../../src/adapters/process/redaction.ts";
import { makeFolder } from "../../support/engine.ts";

const names: string[] = [];
afterEach(() => {
  for (const name of names.splice(0)) delete process.env[name];
});

/** What blots out the values of secrets that are variables. */
function redactorOfValues(...values: string[]) {
  const secrets = values.map((value, at) => {
    const name = `TAGSTREAM_TEST_SECRET_${at}`;
    process.env[name] = value;
    names.push(name);
    return { id: name, env: name };
  });
  return redactorOf(secrets, "/");
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a whole text", () => {
  test.each<[what: string, values: string[], text: string, redacted: string]>([
    ["a secret", ["hunter22"], "a hunter22 b hunter22", "a *** b ***"],
    ["the longer of two", ["hunter22", "hunter22-long"], "hunter22-long", "***"],
    ["two that overlap", ["abcdEFGH", "EFGHijkl"], "-abcdEFGHijkl-", "-***-"],
    ["one that overlaps itself", ["abab"], "-ababab-", "-***-"],
    ["several lines at once", ["first\nab\nlast"], "first\nab\nlast", "***"],
    ["each of several lines", ["first\r\nlast\r\n"], "  first|last", "  ***|***"],
    ["as JSON has it", ['quo"te\\'], JSON.stringify({ a: 'quo"te\\' }), '{"a":"***"}'],
    ["as a URL has it", ["p@ss word"], `https://u:${encodeURIComponent("p@ss word")}@h/`, "https://u:***@h/"],
    ["none, where it is empty or too short to be one", ["", " ", "a", "no\n"], "a no \n", "a no \n"],
    ["in the order of the text, with signs of expressions", ["$&.*(x"], "1 $&.*(x 2", "1 *** 2"],
  ])("%s", async (_, values, text, redacted) => {
    expect((await redactorOfValues(...values))(text)).toBe(redacted);
  });

  test.each(["", "u:", "us:", "user:"])("Base64 of a secret behind %j", async (before) => {
    const redact = await redactorOfValues("correct horse");
    expect(base64(`${before}correct horse`).length - redact(base64(`${before}correct horse`)).length).toBeGreaterThan(8);
    expect(redact(base64(`${before}something else`))).toBe(base64(`${before}something else`));
  });

  test.each(["/dev/zero", "/"])("%s is no secret, and is not read to its end", async (src) => {
    expect((await redactorOf([{ id: "a", src }], "/"))("text")).toBe("text");
  });

  test("a secret in a file", async () => {
    const folder = await makeFolder({ "secret.txt": "in a file\n" });
    const redact = await redactorOf([{ id: "a", src: "secret.txt" }, { id: "b", src: "missing" }, { id: "c" }], folder.path);
    writeFileSync(path.join(folder.path, "secret.txt"), "");
    expect(redact("it is in a file")).toBe("it is ***");
    await folder.dispose();
  });
});

describe("a text in pieces", () => {
  const values = ["hunter22", "hunter22-long", "22xyz", "line one\nline two", "abab"];

  test.each(["a hunter22 b", "hunter22-long", "hunter22xyz", "line one\nline two\n", "-ababab-", "hunte", "no secret at all"])(
    "%j is redacted as when it comes whole, wherever it is split",
    async (text) => {
      const redact = await redactorOfValues(...values);
      for (let first = 0; first <= text.length; first++) {
        for (let second = first; second <= text.length; second++) {
          const stream = redact.stream();
          const pieces = [text.slice(0, first), text.slice(first, second), `${text.slice(second)}.`];
          expect(pieces.map((piece) => stream.write(piece)).join("") + stream.end()).toBe(redact(`${text}.`));
        }
      }
    },
  );

  test("what cannot begin a secret is shown at once", async () => {
    const stream = (await redactorOfValues(...values)).stream();
    expect(stream.write("building\nhun")).toBe("building\n");
    expect(stream.write("dred\n")).toBe("hundred\n");
  });

  test.each([
    ["half a secret, where it ends", "it is hunte", "it is ***"],
    ["not so few characters that they say nothing", "it is hun", "it is hun"],
  ])("%s", async (_, text, shown) => {
    const stream = (await redactorOfValues(...values)).stream();
    expect(stream.write(text) + stream.end()).toBe(shown);
  });

  test("a secret of one sign does not make it wait for ever", async () => {
    const stream = (await redactorOfValues("a".repeat(8))).stream();
    let shown = "";
    for (let piece = 0; piece < 20; piece++) shown += stream.write("a".repeat(8192));
    expect(shown).not.toBe("");
    expect(shown + stream.end()).toMatch(/^\*+$/);
  });

  test("without secrets it is left as it is", async () => {
    const stream = (await redactorOfValues("")).stream();
    expect(stream.write("abc") + stream.end()).toBe("abc");
  });
});
