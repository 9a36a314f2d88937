import type { EventFacts } from "../core/events/event.ts";
import type { Style } from "../core/lib/style.ts";
import type { Ports } from "./index.ts";

/** What the command line alone can ask for. */
export interface Terminal {
  /** The plan alone, as JSON, on standard output. */
  json: boolean;
  /** `build --local`: for this machine alone, without a plan made before. */
  local: boolean;
  /** A rollback that nothing holds: the next publication moves the streams again. */
  noHold: boolean;
  /** Every tag in the plan's table. */
  allTags: boolean;
  /** How a result is set off on standard output, which may be a file where standard error is a terminal. */
  style: Style;
  /** Writes to standard output, which is for the command's result: tables or, with `json`, that alone. */
  print(text: string): void;
}

/** One start of the program: what it may use, what it is about, and where it may leave things. */
export interface Session {
  ports: Ports;
  event: EventFacts;
  /** Absent in the action. */
  terminal?: Terminal;
  /** A folder for plans and records that no input gives a place. */
  temporary: string;
}
