import { permissions } from "../permissions/permissions.ts";
import { needsPackages } from "./audience.ts";
import { job, permissionsOf } from "./job.ts";
import { changingCommands } from "./manual-commands.ts";
import { builder, checkout, logins, tagstreamStep, type Writing } from "./step.ts";
import { expression } from "./yaml-text.ts";

const defaultBranch: readonly (readonly [string, string])[] = [["ref", expression("github.event.repository.default_branch")]];

/** The jobs of the form: one only reads, and waits for nothing; one waits for its turn among the publications. */
export function manualJobs(writing: Writing): Map<string, string[]> {
  const jobs = new Map([["look", look(writing)]]);
  if (changingCommands(writing.needs).length > 0) jobs.set("change", change(writing));
  return writing.needs.retention ? jobs.set("prune", prune(writing)) : jobs;
}

function isChanging(writing: Writing): string {
  const names = changingCommands(writing.needs).map((name) => `"${name}"`);
  return `contains(fromJSON('[${names.join(", ")}]'), inputs.command)`;
}

function formInputs({ needs }: Writing): [string, string][] {
  const changing = needs.scheduled ? ["to", "reason", "expires"] : [];
  const names = ["command", "only", ...changing, ...(needs.followers ? ["verdict", "undo"] : [])];
  return names.map((name) => [name, expression(`inputs.${name}`)]);
}

function look(writing: Writing): string[] {
  const changes = changingCommands(writing.needs).length > 0;
  return job(
    {
      name: "look",
      comment: [
        changes ? "It broke? Actions → Run workflow → rollback. Dry runs and the history only read." : "The history only reads.",
      ],
      condition: `inputs.command == 'history'${changes ? ` || (inputs.dry-run && ${isChanging(writing)})` : ""}`,
      permissions: permissionsOf([permissions.history], {
        contents: "check out, and find the default branch's tip",
        ...(needsPackages("publications", writing.needs) ? { packages: "read published images" } : {}),
        issues: "read holds, verdicts and yanks",
      }),
      steps: [
        ...checkout(
          defaultBranch,
          ["Whatever branch the form names: the default branch's configuration lists the units."],
          writing,
        ),
        ...logins("publications", writing),
        ...tagstreamStep({ inputs: [...formInputs(writing), ["dry-run", "true"]] }, writing),
      ],
    },
    writing,
  );
}

function change(writing: Writing): string[] {
  const { followers, pins } = writing.needs;
  const commands = changingCommands(writing.needs);
  return job(
    {
      name: "change",
      comment: ["Rolls back, holds and resumes streams, without a build. Only this job may open and close holds."],
      condition: `!inputs.dry-run && ${isChanging(writing)}`,
      ...(pins.length > 0 ? { outputs: ["changed"] } : {}),
      permissions: permissionsOf(
        commands.map((name) => permissions[name]),
        {
          contents: "check out, and find the default branch's tip",
          ...(needsPackages("publications", writing.needs) ? { packages: "write tags" } : {}),
          issues: "open, change and close holds, which are issues",
        },
      ),
      publishes: true,
      steps: [
        ...checkout(defaultBranch, [], writing),
        ...(followers ? builder(writing, { always: "inputs.command == 'advance'" }) : []),
        ...logins("publications", writing),
        ...tagstreamStep({ ...(pins.length > 0 ? { id: "change" } : {}), inputs: formInputs(writing) }, writing),
      ],
    },
    writing,
  );
}

function prune(writing: Writing): string[] {
  const { needs, settings } = writing;
  const dry = settings.prunes ? "false" : "true";
  const dryRun = needs.scheduled ? `github.event_name == 'schedule' && '${dry}' || inputs.dry-run` : "inputs.dry-run";
  return job(
    {
      name: "prune",
      comment: [
        "Removes what no rule of `retention` keeps and nothing needs. The schedule only shows it, until you",
        "write 'false' for the 'true' in `dry-run`.",
      ].slice(0, needs.scheduled ? 2 : 0),
      condition: `${needs.scheduled ? "github.event_name == 'schedule' || " : ""}inputs.command == 'prune'`,
      permissions: permissionsOf([permissions.prune], {
        contents: "check out, and find the default branch's tip; read the files of `pins`",
        ...(needsPackages("publications", needs) ? { packages: "remove tags" } : {}),
        "pull-requests": "see whether the pull requests of candidates are open",
        issues: "read holds, verdicts and yanks, which keep images",
      }),
      publishes: true,
      steps: [
        ...checkout(defaultBranch, [], writing),
        ...logins("publications", writing),
        ...tagstreamStep(
          {
            inputs: [
              ["command", "prune"],
              ["only", expression("inputs.only")],
              ["dry-run", expression(dryRun)],
              ["accept", expression("inputs.accept")],
            ],
            env: pinTokens(writing),
          },
          writing,
        ),
      ],
    },
    writing,
  );
}

/** Tokens for the other repositories whose files name images. */
export function pinTokens({ needs }: Writing): [string, string][] {
  const names = new Set(needs.pins.flatMap(({ token }) => (token === undefined ? [] : [token])));
  return [...names].map((name) => [name, expression(`secrets.${name}`)]);
}
