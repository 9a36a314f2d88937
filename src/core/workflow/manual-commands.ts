import type { WorkflowNeeds } from "./needs.ts";

/** A command that the form offers besides `rebuild` and `prune`. */
export type ManualCommand = ChangingCommand | "history";
/** One that may change what streams show, or what people say of images. */
export type ChangingCommand = "rollback" | "hold" | "resume" | "advance" | "verify" | "yank";

/** The commands of the form that write. Versions alone have no streams to roll back or hold. */
export function changingCommands({ followers, scheduled }: Pick<WorkflowNeeds, "followers" | "scheduled">): ChangingCommand[] {
  return [
    ...(scheduled ? (["rollback", "hold", "resume"] as const) : []),
    ...(followers ? (["advance", "verify", "yank"] as const) : []),
  ];
}

/** The commands of the form that are about what is published, and build nothing. */
export function manualCommands(needs: Pick<WorkflowNeeds, "followers" | "scheduled">): ManualCommand[] {
  return [...changingCommands(needs), "history"];
}
