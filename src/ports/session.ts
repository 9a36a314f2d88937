import type { EventFacts } from "../core/events/event.ts";
import type { WorkflowFile } from "../core/freshness/workflow.ts";
import type { Style } from "../core/lib/text/style.ts";
import type { Ports } from "./index.ts";
import type { Prompt } from "./prompt.ts";

/** Options that only the command line has. */
export interface Terminal {
  /** Print only the plan, as JSON, on standard output. */
  json: boolean;
  /** `build --local`: only for this machine, without an earlier plan. */
  local: boolean;
  /** Roll back without a hold: the next publication moves the streams again. */
  noHold: boolean;
  /** List every tag in the plan's table. */
  allTags: boolean;
  /** Compare the packages of every listed publication: that reads each image's package list. */
  packages: boolean;
  /** Write pins into the files of a folder, instead of proposing them. */
  write?: true;
  /** The folder with the files to pin, if it is not the checkout. */
  in?: string;
  /** The files to pin, instead of those that the configuration names. */
  files?: readonly string[];
  /** `init`: go on without asking. */
  yes?: true;
  /** `init`: only say whether the workflow is what this version writes. */
  check?: true;
  /** `init`: replace a workflow that an earlier `init` wrote. */
  overwrite?: true;
  /** `init`: how the workflow names the action. */
  uses?: string;
  /** Absent if standard input or standard error is no terminal. */
  prompt?: Prompt;
  /** The style of standard output, which may be a file while standard error is a terminal. */
  style: Style;
  /** Writes the command's result to standard output: tables or, with `json`, only JSON. */
  print(text: string): void;
}

/** One start of the program: its ports, its event, and its place for files. */
export interface Session {
  ports: Ports;
  event: EventFacts;
  /** Absent in the action. */
  terminal?: Terminal;
  /** The workflow that rebuilds, if the user names it. */
  workflow?: WorkflowFile;
  /** The folder for plans and records without a path in the inputs. */
  temporary: string;
}
