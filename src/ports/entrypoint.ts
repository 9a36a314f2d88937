import type { InputName } from "./inputs.ts";
import type { Reporter } from "./reporter.ts";
import type { Terminal } from "./session.ts";

/** What the two doors, the action and the command line, hand in. */
export interface Entrypoint {
  /** An input's text, empty when it was not given. */
  input(name: InputName): string;
  reporter: Reporter;
  environment: NodeJS.ProcessEnv;
  /** Where the repository is checked out, or a folder above it, with the input `path`. */
  folder: string;
  /** The command line's own options, and the event to plan for: there is no runner that says. */
  terminal?: Terminal & { event: string; gitTag?: string };
}
