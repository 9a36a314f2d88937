/** `init --check` on what really happens to a written workflow: nothing is planted here. */
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { doctorFindings } from "../support/doctor-of-files.ts";
import { removeFolders } from "../support/git.ts";
import { type InitProject, initProject } from "../support/init-run.ts";
import { expectedWorkflow } from "../support/written-workflows.ts";

afterAll(removeFolders);

const config = ".github/tagstream.yml";
const file = ".github/workflows/images.yml";
const written = expectedWorkflow("one-image").replaceAll("octo/tagstream", "octo-org/tagstream");
const squid = "images: { squid: { context: . } }\n";

let project: InitProject;
beforeEach(() => {
  project = initProject({ Dockerfile: "FROM busybox:1.36\n", [config]: squid, [file]: written });
});
const write = (name: string, text: string) => writeFileSync(path.join(project.folder, name), text);
const check = (more: object = {}) => project.init({ terminal: { check: true }, ...more });
const apply = (diff: string) => execFileSync("git", ["-C", project.folder, "apply", "-"], { input: diff });
/** The lines that a diff changes. */
const changed = (diff: string) => diff.split("\n").filter((line) => /^[-+](?![-+])/.test(line));

const current = `${file} is what this version of Tagstream writes.`;
const remedy = "Apply the difference (`tagstream init --check | git apply`), or run `tagstream init --overwrite`.";
const differs = `${file} differs from what this version of Tagstream writes.`;
const same = `${file} differs in comments and spelling alone from what this version of Tagstream writes: it does the same. \`tagstream init --check | git apply\` takes the difference over.`;

describe("init --check is green", () => {
  const kept: [what: string, from: string | RegExp, to: string][] = [
    ["without a change", "", ""],
    ["after Dependabot moved an action", /checkout@.*/g, "checkout@1234567890123456789012345678901234567890 # v8.0.0"],
    ["after Dependabot pinned Tagstream", /tagstream@v1/g, "tagstream@1234567890123456789012345678901234567890 # v1.3.0"],
    ["after a person chose another time", /- cron: .*/, "- cron: '7 2 * * 4' # after the mirror"],
    ["after a person gave a job more time", "timeout-minutes: 60", "timeout-minutes: 240"],
    ["after a person chose another runner", /runs-on: ubuntu-24.04/g, "runs-on: [self-hosted, linux]"],
    ["after a person renamed the login's secrets", /password: .*/g, `password: \${{ secrets.GHCR_TOKEN }}`],
    ["in a checkout of Windows", /\n/g, "\r\n"],
    ["after an editor put its mark before the first line", /^/, "\uFEFF"],
  ];
  test.each(kept)("%s", async (_, from, to) => {
    write(file, written.replace(from, to));
    expect(await check()).toEqual({ status: 0, printed: "", lines: [current], questions: [] });
  });

  test("with comments of another version or of a person, and shows the difference", async () => {
    const text = written.replace("# No permissions, unless a job asks for them below.", "# Ask Ann before you change this.");
    write(file, text.replace("permissions: {}", "permissions: {} # none"));
    const { status, printed, lines } = await check();
    expect([status, lines]).toEqual([0, [same]]);
    expect(changed(printed)).toEqual([
      "-# Ask Ann before you change this.",
      "-permissions: {} # none",
      "+# No permissions, unless a job asks for them below.",
      "+permissions: {}",
    ]);
    apply(printed);
    expect((await check()).lines).toEqual([current]);
  });

  test("in a clone that does not know its default branch, such as in CI: the workflow names it", async () => {
    write(file, written.replace("branches: [main]", "branches: [trunk]"));
    expect((await check()).status).toBe(1);
    expect((await check({ isGuessed: true })).lines).toEqual([current]);
  });
});

describe("init --check is red, and git applies its difference,", () => {
  const drift: [what: string, change: () => void, lines: string[]][] = [
    [
      "with a step of a person's",
      () => write(file, written.replace("    steps:\n", "    steps:\n      - run: make\n")),
      ["-      - run: make"],
    ],
    [
      "with a step of a person's, on Windows",
      () => {
        write(file, written.replace("    steps:\n", "    steps:\n      - run: make\n").replaceAll("\n", "\r\n"));
      },
      ["-      - run: make\r"],
    ],
    [
      "after a branch was added",
      () => write(config, `streams: { edge: {}, lts: { from: { branch: lts } } }\n${squid}`),
      [
        "-    branches: [main]",
        "+    # Each of these branches needs this file: GitHub runs that of the branch that was pushed to.",
        "+    branches: [main, lts]",
      ],
    ],
    [
      "without its last line end",
      () => write(file, written.replace("permissions: {}\n\n", "permissions: {}\non-error: x\n\n").trimEnd()),
      ["-on-error: x", "-        run: exit 1", "+        run: exit 1"],
    ],
  ];
  test.each(drift)("%s", async (_, change, expected) => {
    change();
    const { status, printed, lines } = await check();
    expect([status, lines]).toEqual([1, [`${differs} ${remedy}`]]);
    expect(changed(printed)).toEqual(expected);
    apply(printed);
    expect(await check()).toEqual({ status: 0, printed: "", lines: [current], questions: [] });
  });

  test("after a registry and retention were added", async () => {
    write(config, `registries: [ghcr.io/octo-org, docker.io/octo]\nretention: { all: 30d }\n${squid}`);
    const { status, printed } = await check();
    expect(status).toBe(1);
    expect(changed(printed)).toEqual(
      expect.arrayContaining([
        "+          registry: docker.io",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
        "+          username: ${{ secrets.DOCKERHUB_USERNAME }}",
        "+  prune:",
      ]),
    );
    expect(changed(printed).filter((line) => line.startsWith("-"))).toEqual([
      "-        options: [rebuild, rollback, hold, resume, history]",
      "-    needs: [candidate, publish, look, change]",
    ]);
    apply(printed);
    expect((await check()).status).toBe(0);
  });

  test("with tabs, which are no YAML: the action and why are named", async () => {
    write(file, written.replace("    steps:", "\tsteps:"));
    const { status, printed, lines } = await check();
    expect(status).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^\S+ differs .+ Its settings cannot be read: it is no YAML: .+ at line \d+, column \d+\. Apply /),
    ]);
    expect(printed).not.toContain("OWNER");
    apply(printed);
    expect((await check()).status).toBe(0);
  });
});

describe("init --check of several workflows", () => {
  const other = ".github/other.yml";
  const second = ".github/workflows/tagstream.yml";

  test("compares each with the configuration that it names", async () => {
    write(other, "images: { cache: { context: ., platforms: [linux/amd64, linux/arm64] } }\n");
    expect(
      (await project.init({ request: { config: other }, terminal: { yes: true, uses: "octo-org/tagstream@v1" } })).status,
    ).toBe(0);
    project.made.repository.commit();
    const both = [current, `${second} is what this version of Tagstream writes.`];
    expect([(await check()).lines, (await check({ request: { config: other } })).lines]).toEqual([both, both.slice(1)]);
    write(other, "images: { cache: { context: . } }\n");
    const { status, printed } = await check();
    expect([status, printed.split("\n")[0]]).toEqual([1, `diff --git a/${second} b/${second}`]);
    expect((await check({ request: { config: ".github/third.yml" } })).status).toMatch(
      /^init-no-workflow: No workflow that `tagstream init` wrote in \S+ is for \.github\/third\.yml\. Run /,
    );
  });

  test("without its first line a workflow is a person's", async () => {
    write(file, written.split("\n").slice(1).join("\n"));
    expect((await check()).status).toMatch(
      /^init-no-workflow: No workflow in \S+ begins as those that `tagstream init` writes\. /,
    );
    rmSync(path.join(project.folder, file));
    expect((await check()).status).toMatch(/^init-no-workflow: /);
  });
});

describe("doctor says of a written workflow", () => {
  test("nothing while it does the same", async () => {
    write(file, written.replace("permissions: {}", "permissions: {} # none"));
    expect(await doctorFindings(project)).toEqual([]);
  });

  test("that a changed configuration needs more", async () => {
    write(config, `streams: { edge: {}, lts: { from: { branch: lts } } }\n${squid}`);
    expect(await doctorFindings(project)).toEqual([
      "risk written-workflow images.yml: it is not what `tagstream init` writes for this configuration: it may lack what a change there needs",
    ]);
  });

  test("that the configuration is at fault, and then it cannot compare", async () => {
    write(config, "imagez: {}\n");
    expect((await doctorFindings(project)).filter((line) => /written-workflow|fails/.test(line))).toEqual([
      expect.stringMatching(/^fails configuration /),
      expect.stringMatching(/^unknown written-workflow workflows that `tagstream init` wrote: unknown key "imagez"/),
    ]);
  });
});
