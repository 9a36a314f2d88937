import { matrixOutputs, resultOutputs } from "../ports/outputs.ts";
import { buildJob, emptyMatrix } from "./build.ts";
import type { Command } from "./command.ts";
import { plan } from "./plan.ts";
import { publishPlan } from "./publish.ts";
import { run } from "./run.ts";

/**
 * Every command, in the order of the help and the reference. Most workflows run the first four, so
 * their code is in the files that every start loads. An `import()` loads the others when they run.
 */
export const commands: readonly Command[] = [
  {
    name: "run",
    summary: "plan, build, test and publish what the event asks for",
    details: "When a pull request is closed, it removes that pull request's candidate tags.",
    takes: ["plan", "only", "changed-only"],
    options: ["event", "git-tag", "branch", "json", "tags"],
    outputs: ["plan", ...matrixOutputs, "revision", ...resultOutputs],
    permissions: { contents: "read", packages: "write", "pull-requests": "write", issues: "read" },
    permissionsFor: "everything that `plan`, `build` and `publish` need",
    engine: true,
    writes: "tags",
    run: run,
  },
  {
    name: "plan",
    summary: "decide what to do with each image, and say why; change nothing",
    details: "It writes the plan for the jobs that follow.",
    takes: ["plan", "only", "changed-only"],
    options: ["event", "git-tag", "branch", "json", "tags"],
    outputs: ["plan", ...matrixOutputs, "revision"],
    permissions: { contents: "read", packages: "read", issues: "read" },
    permissionsFor: "read the branch's tip, publications and holds",
    engine: false,
    writes: "nothing",
    worksOffline: true,
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
    permissions: { contents: "read", packages: "write" },
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
    outputs: resultOutputs,
    permissions: { contents: "read", packages: "write", "pull-requests": "write", issues: "read" },
    permissionsFor: "write tags; read holds; on a pull request, check that it is open, and comment",
    engine: false,
    writes: "tags",
    run: publishPlan,
  },
  {
    name: "rollback",
    summary: "roll streams back to an older image, and hold them",
    needs: ["only", "reason"],
    takes: ["to", "expires"],
    options: ["no-hold", "json"],
    outputs: resultOutputs,
    permissions: { contents: "read", packages: "write", issues: "write" },
    permissionsFor: "write tags; open, change and close holds",
    engine: false,
    writes: "tags",
    byHand: true,
    run: async (...of) => (await import("./rollback.ts")).rollback(...of),
  },
  {
    name: "hold",
    summary: "keep streams at their current images",
    needs: ["only", "reason"],
    takes: ["expires"],
    permissions: { contents: "read", packages: "read", issues: "write" },
    permissionsFor: "read what streams show; open a hold",
    engine: false,
    writes: "nothing",
    byHand: true,
    run: async (...of) => (await import("./hold.ts")).hold(...of),
  },
  {
    name: "resume",
    summary: "release holds; move streams to their newest image",
    needs: ["only"],
    outputs: resultOutputs,
    permissions: { contents: "read", packages: "write", issues: "write" },
    permissionsFor: "write tags; change and close holds",
    engine: false,
    writes: "tags",
    byHand: true,
    run: async (...of) => (await import("./resume.ts")).resume(...of),
  },
  {
    name: "history",
    summary: "list each image's publications, and their origins",
    takes: ["only"],
    options: ["json"],
    permissions: { contents: "read", packages: "read", issues: "read" },
    permissionsFor: "read publications and holds",
    engine: false,
    writes: "nothing",
    byHand: true,
    run: async (...of) => (await import("./history.ts")).history(...of),
  },
];

/** Finds a command by name. */
export function findCommand(name: string): Command | undefined {
  return commands.find((command) => command.name === name);
}
