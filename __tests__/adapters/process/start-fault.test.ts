import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import { findProgram, startFault } from "../../../src/adapters/process/start-fault.ts";
import { makeFolder, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

const folder = makeFolder();
const lines = "Save it with Unix line ends, and have git keep them: `*.sh text eol=lf` in .gitattributes";

function write(name: string, content: string | Buffer, mode = 0o755): string {
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), mode);
  return name;
}

/** What the action says of a test script; "exit N" of one that starts. */
async function run(script: string): Promise<string> {
  return createContainers()
    .script([script], folder, { env: {}, timeout: 20_000 }, { line: () => {} })
    .then(
      ({ status }) => `exit ${status}`,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
}

describe("a test script", () => {
  test.each<[name: string, content: string | Buffer, message: string]>([
    ["with Windows line ends", "#!/bin/sh\r\necho\r\n", `has a carriage return (Windows line end) after \`#!/bin/sh\`. ${lines}`],
    [
      "with Windows line ends, through env",
      "#!/usr/bin/env sh\r\necho\r\n",
      "carriage return (Windows line end) after `#!/usr/bin/env sh`",
    ],
    [
      "with Windows line ends, behind an option",
      "#!/bin/sh -e\r\necho\r\n",
      "carriage return (Windows line end) after `#!/bin/sh -e`",
    ],
    ["that is one line with a carriage return", "#!/bin/sh\r", "carriage return"],
    [
      "whose interpreter is missing",
      "#!/opt/none/python9\n",
      "needs the interpreter /opt/none/python9, which is missing or not executable. Install it",
    ],
    [
      "whose interpreter is missing, through env",
      "#!/usr/bin/env -S python9 -u\n",
      "needs the interpreter python9, which is not in PATH. Install it",
    ],
    ["with a byte order mark", "\uFEFF#!/bin/sh\n", "begins with a byte order mark"],
  ])("%s", async (name, content, message) => {
    expect(await run(write(`${name.replaceAll(" ", "-")}.sh`, content))).toContain(message);
  });

  test("that is not executable, is a folder, or is not there", async () => {
    mkdirSync(join(folder, "folder"));
    expect(await run(write("plain.sh", "#!/bin/sh\n", 0o644))).toBe(
      "The script plain.sh is not executable. Run: git update-index --chmod=+x plain.sh.",
    );
    expect(await run("folder")).toBe("The script folder is not a file.");
    expect(await run("none.sh")).toBe("The script none.sh does not exist.");
  });

  test("without an interpreter is the shell's", async () => {
    expect(await run(write("bare.sh", "exit 3\n"))).toBe("exit 3");
    expect(await run(write("missing.sh", "no-such-command\n"))).toBe("exit 127");
  });

  test("that itself ends like one that was not found keeps its status", async () => {
    expect(await run(write("127.sh", "#!/usr/bin/env sh\nexit 127\n"))).toBe("exit 127");
    expect(await run(write("126.sh", "#!/bin/sh\nexit 126\n"))).toBe("exit 126");
    expect(await run(write("body.sh", "#!/bin/sh\necho a\r\n"))).toBe("exit 0");
  });
});

test("a program is looked for in PATH as a shell does, one that cannot be run only where no other is", async () => {
  mkdirSync(join(folder, "bin"));
  write("tool", "", 0o644);
  write("bin/tool", "");
  expect(await findProgram("tool", `/none:${folder}:${join(folder, "bin")}`)).toBe(join(folder, "bin/tool"));
  expect(await findProgram("tool", folder)).toBe(join(folder, "tool"));
  expect(await findProgram("nothing", folder)).toBeUndefined();
  expect(await startFault(join(folder, "tool"))).toBe("is not executable");
});
