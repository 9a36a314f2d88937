import type { NeededValue } from "./init-plan.ts";

/** Secrets and variables that a workflow names. GitHub gives its own token to every job. */
export function neededValues(workflow: string): NeededValue[] {
  const values = new Map<string, NeededValue>();
  for (const [, context, name = ""] of workflow.matchAll(/\b(secrets|vars)\.([A-Za-z_]\w*)/g)) {
    const kind = context === "secrets" ? "secret" : "variable";
    if (name.toUpperCase() !== "GITHUB_TOKEN") values.set(`${kind} ${name}`, { kind, name });
  }
  return [...values.values()];
}
