import { manualCommands } from "./manual-commands.ts";
import type { WorkflowNeeds } from "./needs.ts";
import type { WorkflowSettings } from "./settings.ts";
import { indent, list, scalar } from "./yaml-text.ts";

/** An input of the form. */
interface FormInput {
  name: string;
  description: string;
  /** Its lines besides `description`. */
  lines: readonly string[];
}

/** The one form for all that people start: `on: workflow_dispatch`. Each input has the name of the action's. */
export function manualForm(needs: WorkflowNeeds, { name }: WorkflowSettings): string[] {
  const inputs = formInputs(needs).flatMap((input) => [
    `${input.name}:`,
    ...indent([`description: ${sentence(input.description)}`, ...input.lines], 1),
  ]);
  const [gitTag] = needs.gitTags;
  const start = `gh workflow run ${scalar(name)} --ref ${gitTag?.replace("[0-9]*", "1.4.2")} -f dry-run=false`;
  return [
    "# Only people who may write to the repository can start the form.",
    ...(gitTag !== undefined
      ? ["# A git tag made with GITHUB_TOKEN starts no run. Start it on the tag instead:", `# ${start}`]
      : []),
    "workflow_dispatch:",
    "  inputs:",
    ...indent(inputs, 2),
  ];
}

function formInputs(needs: WorkflowNeeds): FormInput[] {
  const { followers, retention, scheduled } = needs;
  const commands = ["rebuild", ...manualCommands(needs), ...(retention ? ["prune"] : [])];
  const flag = ["type: boolean", "default: false"];
  return [
    { name: "command", description: "What to do", lines: ["type: choice", `options: ${list(commands)}`, "default: rebuild"] },
    {
      name: "only",
      description: "Units, such as squid:release, xcache:*; empty, if the command allows it: all",
      lines: ["type: string"],
    },
    ...(scheduled ? changingInputs(followers) : []),
    ...(followers
      ? [
          {
            name: "verdict",
            description: "verify: your verdict",
            lines: ["type: choice", "options: [good, bad]", "default: good"],
          },
          { name: "undo", description: "verify, yank: take back what was said of the image", lines: flag },
        ]
      : []),
    ...(retention
      ? [{ name: "accept", description: "prune: remove more than half of an image's publications", lines: flag }]
      : []),
    {
      name: "dry-run",
      description: "Show what would happen, and change nothing",
      lines: ["type: boolean", "default: true"],
    },
  ];
}

function toText(followers: boolean): string {
  const image = "timestamp (20261116-0617) or digest (sha256:4be1c0ff)";
  return followers ? `The image: ${image}; empty, for rollback: the one before` : `rollback: ${image}; empty: the image before`;
}

function changingInputs(followers: boolean): FormInput[] {
  const reasons = followers ? "rollback, hold, advance, verify, yank" : "rollback, hold";
  return [
    { name: "to", description: toText(followers), lines: ["type: string"] },
    { name: "reason", description: `${reasons}: the reason, for people who find it`, lines: ["type: string"] },
    {
      name: "expires",
      description: "rollback, hold: when the hold should end (7d, 2w, 2026-12-02)",
      lines: ["type: string", "default: 7d"],
    },
  ];
}

function sentence(text: string): string {
  return /^[A-Za-z][\w ,]*$/.test(text) ? text : JSON.stringify(text);
}
