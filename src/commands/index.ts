import { permissions } from "../core/permissions/permissions.ts";
import { matrixOutputs, resultOutputs } from "../ports/outputs.ts";
import { buildJob, emptyMatrix } from "./build.ts";
import { commandsByHand } from "./by-hand.ts";
import type { Command } from "./command.ts";
import { plan } from "./plan.ts";
import { publishPlan } from "./publish.ts";
import { run } from "./run.ts";
import { shells } from "./shells.ts";

/**
 * Every command, in the order of the help and the reference. Most workflows run the first four, so
 * their code is in the files that every start loads. An `import()` loads the others when they run.
 */
export const commands: readonly Command[] = [
  {
    name: "run",
    summary: "plan, build, test and publish what the event asks for",
    details: "When a pull request is closed, it removes that pull request's candidate tags.",
    takes: ["plan", "only", "changed-only", "workflow"],
    options: ["event", "git-tag", "branch", "json", "tags"],
    outputs: ["plan", ...matrixOutputs, "to-publish", "revision", ...resultOutputs, "stale"],
    permissions: permissions.run,
    permissionsFor: "everything that `plan`, `build` and `publish` need",
    engine: true,
    writes: "tags",
    pings: "scheduled",
    run,
  },
  {
    name: "plan",
    summary: "decide what to do with each image, and say why; change nothing",
    details: "It writes the plan for the jobs that follow.",
    takes: ["plan", "only", "changed-only"],
    options: ["event", "git-tag", "branch", "json", "tags"],
    outputs: ["plan", ...matrixOutputs, "to-publish", "revision"],
    permissions: permissions.plan,
    permissionsFor: "read the branch's tip, publications and holds",
    engine: false,
    writes: "nothing",
    worksOffline: true,
    pings: "when red",
    run: plan,
  },
  {
    name: "build",
    summary: "build and test one job of a plan",
    details: "It pushes what it builds by digest, under no tag, and writes a record for `publish`.",
    needs: ["plan", "job"],
    takes: ["records"],
    explainMissing: (name, { plan }) => (name === "job" && plan !== undefined ? emptyMatrix : undefined),
    outputs: ["record"],
    permissions: permissions.build,
    permissionsFor: "push by digest",
    engine: true,
    writes: "digests",
    run: buildJob,
    local: {
      summary: "build and test the checkout for this machine; push nothing",
      run: async (...of) => (await import("./build-local.ts")).buildLocal(...of),
    },
  },
  {
    name: "publish",
    summary: "tag the tested images of a plan",
    details: "It reads the records of all build jobs, and reports the whole run.",
    needs: ["plan", "records"],
    takes: ["workflow"],
    outputs: [...resultOutputs, "stale"],
    permissions: permissions.publish,
    permissionsFor: "write tags; read holds; on a pull request, check that it is open, and comment",
    engine: false,
    writes: "tags",
    pings: "scheduled",
    run: publishPlan,
  },
  ...commandsByHand,
  {
    name: "pin",
    summary: "pin what streams show in the files that images are deployed from",
    details:
      "For each entry of `pins` it keeps one pull request, which changes nothing but the pins. With `dry-run` it shows the changes, and proposes nothing. The input `only` needs `dry-run` or, on the command line, `--write`: a pull request has all pins of its entry.",
    takes: ["only"],
    options: ["write", "files", "in", "json"],
    outputs: ["pins"],
    permissions: permissions.pin,
    permissionsFor: "read publications and holds; propose changes of files",
    engine: false,
    writes: "nothing",
    run: async (...of) => (await import("./pin.ts")).pin(...of),
  },
  {
    name: "status",
    summary: "write a page of what all streams show, and how it came to be",
    details:
      "It writes `index.html`, `status.json` and `badges/` into the folder `output`, and nothing else. What it cannot read is unknown on the page, and makes the run red once the page is written. An image that is not fresh does not: `check` is for that.",
    needs: ["output"],
    needsOrJson: true,
    takes: ["only", "workflow"],
    options: ["packages", "json"],
    outputs: ["page"],
    permissions: permissions.status,
    permissionsFor: "read publications, holds, verdicts, and the scheduled workflow and its runs",
    engine: false,
    writes: "nothing",
    run: async (...of) => (await import("./status.ts")).status(...of),
  },
  {
    name: "changes",
    summary: "show what changed between two images: packages, bases, size",
    details: "By default, these are the newest publication of each unit, and the one before it.",
    takes: ["only", "from", "to"],
    options: ["json"],
    outputs: ["changes"],
    permissions: permissions.changes,
    permissionsFor: "read images and their package lists",
    engine: false,
    writes: "nothing",
    run: async (...of) => (await import("./changes.ts")).changes(...of),
  },
  {
    name: "check",
    summary: "say which images are no longer fresh, and why; build nothing",
    details:
      "It is red when the newest timestamp of an image is older than `rebuild: { stale: … }` allows: without it, 10 days, or 3 days more than `every` if that is longer. On the default branch it keeps one issue with the causes.",
    takes: ["only", "workflow"],
    options: ["json"],
    outputs: ["stale"],
    permissions: permissions.check,
    permissionsFor: "read publications, holds, and the scheduled workflow and its runs; keep the issue",
    engine: false,
    writes: "nothing",
    pings: "always",
    run: async (...of) => (await import("../steps/freshness/check.ts")).checkFreshness(...of),
  },
  {
    name: "doctor",
    summary: "find what will fail before it fails; change nothing",
    details:
      "It looks at the configuration, the workflows, the builder, the registries and their rules, and what GitHub requires. It is red if something will fail. To see whether a registry accepts a push, it begins an upload and cancels it; with `dry-run` it does not.",
    takes: ["workflow"],
    options: ["json"],
    permissions: permissions.doctor,
    permissionsFor: "read publications, holds, rules of branches, and scheduled workflows; see whether a push is allowed",
    engine: true,
    writes: "nothing",
    worksOffline: true,
    run: async (...of) => (await import("./doctor.ts")).doctor(...of, commands),
  },
  {
    name: "prune",
    summary: "remove old publications that no rule keeps and nothing needs",
    details:
      "By hand or on a schedule. `retention` in the configuration has the rules. Whatever a tag, a hold, a rollback, a following stream, a pin or the keep-file needs stays, and nothing goes if one of these cannot be read.",
    takes: ["only", "accept"],
    options: ["json"],
    outputs: ["pruned", "failed"],
    permissions: permissions.prune,
    permissionsFor:
      "remove tags, on GHCR with the role Admin on the package; read holds and yanks; see whether the pull requests of candidates are open",
    engine: false,
    writes: "tags",
    run: async (...of) => (await import("./prune.ts")).prune(...of),
  },
  {
    name: "init",
    summary: "propose a configuration and a workflow for this repository",
    details:
      "It reads the Dockerfiles and today's workflows, and shows each reference that they publish beside what becomes of it. It asks, then writes both files or none, and changes no other file. With `--check`, it says whether the workflow is what this version writes for the configuration: 1 if not, with the difference. It needs no token, no network and no Docker; where there are some, it also sees bake files evaluated, and what registries hold.",
    onlyAt: "command line",
    options: ["yes", "check", "overwrite", "uses", "json"],
    permissions: permissions.init,
    permissionsFor: "read the checkout; list the tags of public repositories",
    engine: false,
    writes: "nothing",
    worksOffline: true,
    run: async (...of) => (await import("./init.ts")).init(...of),
  },
  {
    name: "completion",
    summary: "print a script for completion in a shell",
    details: 'For bash, in ~/.bashrc: eval "$(tagstream completion bash)". "man tagstream" has zsh and fish.',
    onlyAt: "command line",
    argument: { name: "SHELL", values: shells },
    permissions: permissions.completion,
    permissionsFor: "nothing: it reads no checkout",
    engine: false,
    writes: "nothing",
    print: async (...of) => (await import("./completion.ts")).completionScript(...of),
  },
];

/** Finds a command by name. */
export function findCommand(name: string): Command | undefined {
  return commands.find((command) => command.name === name);
}
