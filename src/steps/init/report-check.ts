import type { Session } from "../../ports/session.ts";
import { type CheckedWorkflow, checkWorkflows } from "./check-workflows.ts";
import type { InitCheckout } from "./checkout.ts";
import type { InitParts } from "./parts.ts";

/** Says whether workflows are up to date. @returns the exit status: 1 if one does something else than it would */
export async function reportCheck(checkout: InitCheckout, config: string, session: Session, parts: InitParts): Promise<number> {
  const { ports, terminal } = session;
  const checked = await checkWorkflows(checkout, config, session, parts);
  if (terminal?.json) terminal.print(`${JSON.stringify({ workflows: checked }, null, 2)}\n`);
  else for (const one of checked) if (one.is !== "current") terminal?.print(one.diff);
  for (const one of checked) ports.reporter.line(lineOf(one));
  return checked.some(({ is }) => is === "different") ? 1 : 0;
}

function lineOf(checked: CheckedWorkflow): string {
  if (checked.is === "current") return `${checked.file} is what this version of Tagstream writes.`;
  if (checked.is === "equivalent") {
    return `${checked.file} differs in comments and spelling alone from what this version of Tagstream writes: it does the same. \`tagstream init --check | git apply\` takes the difference over.`;
  }
  const why = checked.why === undefined ? "" : ` Its settings cannot be read: ${checked.why}.`;
  return `${checked.file} differs from what this version of Tagstream writes.${why} Apply the difference (\`tagstream init --check | git apply\`), or run \`tagstream init --overwrite\`.`;
}
