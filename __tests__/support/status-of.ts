import { readFileSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import type { Run } from "../../src/commands/command.ts";
import { status } from "../../src/commands/status.ts";
import { type Status, statusSchema, type UnitStatus } from "../../src/core/status/status.ts";
import type { Session } from "../../src/ports/session.ts";
import type { FollowedEnd, FollowedProject, FollowedRun } from "./followed-project.ts";
import { makeFolder } from "./git.ts";
import { terminalOf } from "./terminal.ts";

/** How `status` ended, with the file that it wrote. */
export interface StatusEnd extends FollowedEnd {
  folder: string;
  document: Status;
  unit(name: string): UnitStatus;
}

/** The status of a project at a moment, as the file has it. */
export async function statusOf(
  project: FollowedProject,
  moment: string,
  { folder = path.join(makeFolder(), "site"), ...options }: FollowedRun & { folder?: string } = {},
): Promise<StatusEnd> {
  const request = { ...options.request, output: folder };
  const end = await project.at(moment, { ...options, command: status, request });
  if (end.status === "threw") throw new Error(end.text);
  return { ...end, folder, ...readStatus(folder) };
}

/** A `status.json` that a folder has. */
export function readStatus(folder: string): Pick<StatusEnd, "document" | "unit"> {
  const document = v.parse(statusSchema, JSON.parse(readFileSync(path.join(folder, "status.json"), "utf8")));
  const unit = (name: string): UnitStatus => {
    const found = document.units.find((one) => one.unit === name);
    if (!found) throw new TypeError(`no unit ${name}`);
    return found;
  };
  return { document, unit };
}

/** What a command prints as JSON, and how it ended. */
export async function jsonOf(
  project: FollowedProject,
  moment: string,
  command: Run,
  options: FollowedRun = {},
): Promise<{ status: unknown; json: unknown }> {
  const printed: string[] = [];
  const change = (session: Session): void => {
    options.change?.(session);
    Object.assign(session, { terminal: terminalOf(printed, { json: true }) });
  };
  const end = await project.at(moment, { ...options, command, change });
  return { status: end.status, json: JSON.parse(printed.join("")) };
}
