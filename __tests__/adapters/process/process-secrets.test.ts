import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runProcess } from "../../../src/adapters/process/process.ts";
import { redactorOf } from "../../../src/adapters/process/redaction.ts";

const secret = "hunter22-hunter22-hunter22-hunter22";
const several = "line-one-of-it\nline-two-of-it";

beforeAll(() => {
  process.env["TAGSTREAM_TEST_SECRET"] = secret;
  process.env["TAGSTREAM_TEST_LINES"] = several;
});
afterAll(() => {
  delete process.env["TAGSTREAM_TEST_SECRET"];
  delete process.env["TAGSTREAM_TEST_LINES"];
});

/** What a shell script printed, as lines and as the end that is kept. */
async function printed(script: string, timeout = 60_000): Promise<{ lines: string[]; output: string }> {
  const secrets = ["TAGSTREAM_TEST_SECRET", "TAGSTREAM_TEST_LINES"].map((name) => ({ id: name, env: name }));
  const lines: string[] = [];
  const options = { redact: await redactorOf(secrets, "/"), onLine: (line: string) => lines.push(line), timeout };
  return { lines, output: (await runProcess(["/bin/sh", "-c", script], options)).output };
}

const zeros = (count: number) => `head -c ${count} /dev/zero | tr '\\0' x`;

test.each<[what: string, script: string, output: string]>([
  ["in one piece", 'echo "$TAGSTREAM_TEST_SECRET"', "***\n"],
  ["in two pieces", "printf hunter22-hunter22-; sleep 0.2; printf 'hunter22-hunter22 ok'", "*** ok"],
  [
    "in two pieces of one output, the other one's between them",
    "printf hunter22-hunter22-; sleep 0.2; printf 'x\\n' >&2; sleep 0.2; printf 'hunter22-hunter22\\n'",
    "x\n***\n",
  ],
  ["of several lines", 'printf "%s" "$TAGSTREAM_TEST_LINES"', "***"],
  ["of several lines, each by itself", "echo line-two-of-it; echo line-one-of-it", "***\n***\n"],
])("a secret %s is in neither lines nor output", async (_, script, output) => {
  const result = await printed(script);
  expect(result.output).toBe(output);
  expect(result.lines.join("\n")).toBe(output.trimEnd());
});

test.each([1, 7, 17, 34])("of a secret at the cut of the output nothing is left, %i characters behind it", async (behind) => {
  const { output } = await printed(`printf %s "$TAGSTREAM_TEST_SECRET"; ${zeros(65536 - secret.length + behind)}`);
  expect(output.replaceAll("x", "").replaceAll("*", "")).toBe("");
});

test.each([1, 7, 17, 34])("of a secret at the cut of a line nothing is left, %i characters before it", async (before) => {
  const { lines } = await printed(`${zeros(16384 - before)}; printf %s "$TAGSTREAM_TEST_SECRET"; ${zeros(20)}`);
  expect(lines.join("").replaceAll("x", "")).toBe("***");
});

test("of a secret that the time limit cut nothing is left", async () => {
  const { output, lines } = await printed("printf 'it is hunter22-hunter'; exec sleep 60", 300);
  expect([output, lines]).toEqual(["it is ***", ["it is ***"]]);
});
