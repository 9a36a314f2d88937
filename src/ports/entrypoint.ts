import type { InputName } from "./inputs.ts";
import type { Reporter } from "./reporter.ts";
import type { Terminal } from "./session.ts";

/** What an entrypoint, the action or the command line, provides. */
export interface Entrypoint {
  /** An input's text, empty when it was not given. */
  input(name: InputName): string;
  reporter: Reporter;
  environment: NodeJS.ProcessEnv;
  /** The checkout or, with the input `path`, the folder that the path is relative to. */
  folder: string;
  /** The command line's own options, and the event to plan for, since no runner names one. */
  terminal?: Terminal & { event: string; gitTag?: string; branch?: string };
}
