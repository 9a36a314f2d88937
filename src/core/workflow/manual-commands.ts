import type { WorkflowNeeds } from "./needs.ts";

/** A command that the form offers besides `rebuild` and `prune`. */
export type ManualCommand = "rollback" | "hold" | "resume" | "history" | "advance" | "verify" | "yank";

/** The commands of the form that are about what is published, and build nothing. */
export function manualCommands({ followers }: Pick<WorkflowNeeds, "followers">): ManualCommand[] {
  return ["rollback", "hold", "resume", ...(followers ? (["advance", "verify", "yank"] as const) : []), "history"];
}
