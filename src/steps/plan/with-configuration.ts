import type { Home } from "../../core/config/default-registry.ts";
import type { Configuration } from "../../core/config/index.ts";
import type { Trigger } from "../../core/events/event.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Repository } from "../../ports/repository.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { checkOut } from "./checkout/work-tree.ts";
import { readConfiguration } from "./configuration.ts";

/**
 * Does something with the configuration that counts for a trigger, and then drops its work tree: in the
 * action that of the branch's tip, on the command line that of the checkout. Reports its warnings.
 * @param otherwise what did not happen if there is no work tree: `Nothing was done`
 * @throws Failure `git-remote` without a work tree, `config-…`, and those of the use
 */
export async function withConfiguration<T>(
  trigger: Trigger,
  home: Home,
  otherwise: string,
  { request, session: { ports, event, terminal } }: { request: Request; session: Session },
  use: (configuration: Configuration, tree: Repository) => T | Promise<T>,
): Promise<T> {
  const checkout = await checkOut(trigger, ports, terminal === undefined, event.ref);
  if ("skipReason" in checkout) throw failure("git-remote", `${otherwise}: ${checkout.skipReason}`);
  try {
    const configuration = await readConfiguration(checkout.tree, request.config, home, ports.files);
    for (const warning of configuration.warnings) ports.reporter.problem(warning);
    return await use(configuration, checkout.tree);
  } finally {
    await checkout.dispose();
  }
}
