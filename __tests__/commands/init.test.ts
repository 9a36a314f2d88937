import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { plantedParts, plantedSetup, signature, plantedWorkflow as written } from "../support/init-parts.ts";
import { contentsOf, type InitCall, initProject } from "../support/init-run.ts";

afterAll(removeFolders);

const files = {
  Dockerfile: "FROM busybox:1.36\n",
  ".github/workflows/docker.yml": "name: docker\n",
  ".github/workflows/images.yml": "name: of somebody else\n",
};
const config = ".github/tagstream.yml";
const workflow = ".github/workflows/tagstream.yml";
const project = (more: Record<string, string> = {}) => {
  const made = initProject({ ...files, ...more });
  return { ...made, init: (call: InitCall = {}) => made.init({ parts: plantedParts, ...call }) };
};
const textOf = (folder: string, file: string) => readFileSync(path.join(folder, file), "utf8");

const shown = `tagstream init · octo-org/app · default branch main

  found  1 Dockerfile, 1 workflow that publishes (docker.yml: metadata-action, build-push-action)

  published today             when          with Tagstream
  ghcr.io/octo-org/app:main   push to main  the same (stream)
  ghcr.io/octo-org/app:1.4.2  git tag       not written: the proposal is planted

  new with Tagstream  timestamp  ghcr.io/octo-org/app:main-20261123-0617

  not understood: .github/workflows/docker.yml:71 "flavor: suffix=$X-rc": nothing sets \`X\`

  registry: ghcr.io/octo-org/app has no tags yet

  note: the stream is \`main\`
`;
const writes = `
  writes .github/tagstream.yml (2 lines) and .github/workflows/tagstream.yml (4 lines)
`;
const next = `
Wrote .github/tagstream.yml and .github/workflows/tagstream.yml. Next:
  1. In .github/workflows/tagstream.yml, replace OWNER with the account that hosts Tagstream, or run
     \`tagstream init --overwrite --uses ACTION\`.
  2. Check that the secret HUB_TOKEN exists (Settings → Secrets and variables → Actions): the
     workflow uses it.
  3. Run \`tagstream plan\` to see what a run would do, and \`tagstream doctor\` to see what would stop
     it. Then commit the files.
  4. Once .github/workflows/tagstream.yml is green, remove .github/workflows/docker.yml: until then,
     both move the same tags.
  5. To roll back: Actions → tagstream → Run workflow.
`;

describe("init, asking", () => {
  test("shows what is published and what becomes of it, then writes both files and no other", async () => {
    const { folder, init } = project();
    const before = contentsOf(folder);
    const done = await init({ answers: [""] });
    expect(done).toEqual({
      status: 0,
      printed: `${shown}${writes}${next}`,
      lines: [],
      questions: ["Go on? [Y/n] "],
    });
    const { [config]: _, [workflow]: __, ...others } = contentsOf(folder);
    expect(others).toEqual(before);
    expect([textOf(folder, config), textOf(folder, workflow)]).toEqual(["images:\n  app: { context: . }\n", written]);
  });

  test.each<[string, NonNullable<InitCall["answers"]>, number]>([
    ["no", ["n"], 0],
    ["words that it does not know, three times", ["maybe", "what", "hm"], 0],
    ["Ctrl-C", [{ none: "interrupted" }], 130],
    ["Ctrl-D", [], 1],
  ])("writes nothing after %s", async (_, answers, status) => {
    const { folder, init } = project();
    const before = contentsOf(folder);
    const done = await init({ answers });
    expect([done.status, done.lines.at(-1), contentsOf(folder)]).toEqual([status, "Nothing was written.", before]);
  });

  test("asks again after a word that it does not know", async () => {
    const { init } = project();
    expect((await init({ answers: ["maybe", "Yes"] })).status).toBe(0);
  });
});

describe("init, where nobody can answer", () => {
  test("shows the plan, writes nothing, and says which option it needs", async () => {
    const { folder, init } = project();
    const before = contentsOf(folder);
    const { status, printed } = await init();
    expect([status, printed, contentsOf(folder)]).toEqual([
      "input-invalid: Nothing was written, because nobody can answer here. Add `--yes` to write these files, or `--dry-run` to see the texts.",
      `${shown}${writes}`,
      before,
    ]);
  });

  test("--yes writes without a question", async () => {
    const { folder, init } = project();
    const { status, questions } = await init({ terminal: { yes: true }, answers: [] });
    expect([status, questions, textOf(folder, workflow)]).toEqual([0, [], written]);
  });

  test("--uses names the action", async () => {
    const { folder, init } = project();
    const { printed } = await init({ terminal: { yes: true, uses: "octo-org/tagstream@v1" } });
    expect(textOf(folder, workflow)).toContain("# uses: octo-org/tagstream@v1\n");
    expect(printed).not.toContain("OWNER");
  });

  test("--dry-run prints a diff alone, which git applies", async () => {
    const { folder, init } = project();
    const before = contentsOf(folder);
    const { status, printed, lines } = await init({ request: { dryRun: true } });
    expect([status, contentsOf(folder), lines.at(-1)]).toEqual([0, before, "Dry run: nothing was written."]);
    execFileSync("git", ["-C", folder, "apply", "-"], { input: printed });
    expect([textOf(folder, config), textOf(folder, workflow)]).toEqual(["images:\n  app: { context: . }\n", written]);
  });

  test("--json prints everything, and writes with --yes alone", async () => {
    const { folder, init } = project();
    const refused = await init({ terminal: { json: true } });
    expect(refused.status).toMatch(/^input-invalid: .* Add `--yes`/);
    expect(JSON.parse(refused.printed)).toMatchObject({ written: false });
    const { status, printed } = await init({ terminal: { json: true, yes: true } });
    expect([status, textOf(folder, workflow)]).toEqual([0, written]);
    expect(JSON.parse(printed)).toEqual({
      repository: "octo-org/app",
      defaultBranch: "main",
      found: { dockerfiles: ["Dockerfile"], bakeFiles: [], composeFiles: [], workflows: Object.keys(files).slice(1) },
      workflows: plantedSetup.workflows,
      references: [
        {
          repository: "ghcr.io/octo-org/app",
          tag: "main",
          place: { file: ".github/workflows/docker.yml", line: 21 },
          fate: { is: "same", as: "stream" },
          occasions: ["push to main"],
        },
        {
          repository: "ghcr.io/octo-org/app",
          tag: "1.4.2",
          place: { file: ".github/workflows/docker.yml", line: 21 },
          fate: { is: "not written", why: "the proposal is planted" },
          occasions: ["git tag"],
        },
      ],
      added: [{ repository: "ghcr.io/octo-org/app", tags: ["main-20261123-0617"], kind: "timestamp" }],
      registries: [{ repository: "ghcr.io/octo-org/app", count: 0, existing: [], unwritten: [] }],
      notUnderstood: plantedSetup.notUnderstood,
      notes: ["the stream is `main`"],
      configuration: config,
      files: [
        { path: config, text: "images:\n  app: { context: . }\n" },
        { path: workflow, text: written },
      ],
      next: {
        owner: true,
        values: [{ kind: "secret", name: "HUB_TOKEN" }],
        file: workflow,
        workflow: "tagstream",
        remove: [".github/workflows/docker.yml"],
      },
      written: true,
    });
  });
});

describe("init, again", () => {
  test("proposes nothing after a first time", async () => {
    const { folder, init } = project();
    await init({ terminal: { yes: true } });
    const before = contentsOf(folder);
    const { status, printed } = await init({ answers: [] });
    expect([status, contentsOf(folder)]).toEqual([0, before]);
    expect(printed.split("\n").at(-2)).toBe(`  nothing to write: ${config} exists, and ${workflow} is what this version writes`);
    expect(printed).toContain(`\n  note: ${config} exists, so it stays as it is\n`);
  });

  test("keeps a configuration, and proposes the workflow for it", async () => {
    const text = "# Mine.\nimages: { mine: { context: . } }\n";
    const { folder, init } = project({ [config]: text });
    await init({ terminal: { yes: true } });
    expect([textOf(folder, config), textOf(folder, workflow)]).toEqual([text, written.replace("app:release", "mine:release")]);
  });

  test("changes its own workflow only after a yes to the difference, and never by an empty line", async () => {
    const { folder, init } = project({
      [config]: "images: { app: { context: . } }\n",
      [workflow]: `${signature}\n# uses: octo/tagstream@v2\nold\n`,
    });
    const before = contentsOf(folder);
    const kept = await init({ answers: [""] });
    expect([kept.status, kept.questions, contentsOf(folder)]).toEqual([0, [`Change ${workflow} as shown? [y/N] `], before]);
    expect(kept.printed).toContain(`--- a/${workflow}\n+++ b/${workflow}\n`);
    expect((await init({ answers: ["y"] })).status).toBe(0);
    expect(textOf(folder, workflow)).toBe(written.replace("OWNER/tagstream@v1", "octo/tagstream@v2"));
  });

  test("changes it without a question only with --overwrite", async () => {
    const { folder, init } = project({
      [config]: "images: { app: { context: . } }\n",
      [workflow]: `${signature}\n# uses: octo/tagstream@v2\nold\n`,
    });
    const before = contentsOf(folder);
    const { status } = await init({ terminal: { yes: true }, answers: ["y"] });
    expect([status, contentsOf(folder)]).toEqual([
      `input-invalid: Nothing was written, because \`--yes\` alone changes no file that exists. Add \`--overwrite\` to change ${workflow}, or \`--dry-run\` to see the texts.`,
      before,
    ]);
    expect((await init({ terminal: { yes: true, overwrite: true } })).status).toBe(0);
    expect(textOf(folder, workflow)).toBe(written.replace("OWNER/tagstream@v1", "octo/tagstream@v2"));
  });

  test("writes nothing if its workflow changed while the person thought", async () => {
    const { folder, init } = project({
      [config]: "images: { app: { context: . } }\n",
      [workflow]: `${signature}\n# uses: octo/tagstream@v2\nold\n`,
    });
    const parts = {
      ...plantedParts,
      newReferences: () => {
        writeFileSync(path.join(folder, workflow), "mine\n");
        return [];
      },
    };
    expect((await init({ terminal: { yes: true, overwrite: true }, parts })).status).toMatch(/^file-unwritable: .* has changed/);
    expect(textOf(folder, workflow)).toBe("mine\n");
  });
});
