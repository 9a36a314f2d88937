import { workflowPath } from "../../core/existing/source-files.ts";
import type { InitCheckout } from "./checkout.ts";
import type { InitParts } from "./parts.ts";

/** A workflow of the checkout that `init` wrote. */
export interface OwnWorkflow {
  path: string;
  text: string;
}

/** The workflows that `init` wrote, by their header. */
export async function ownWorkflows(
  { paths, texts }: InitCheckout,
  { isOurs }: Pick<InitParts, "isOurs">,
): Promise<OwnWorkflow[]> {
  const workflows = paths.filter((path) => workflowPath.test(path));
  await texts.load(workflows);
  return workflows.flatMap((path) => {
    const text = texts.of(path);
    return text !== undefined && isOurs(text) ? [{ path, text }] : [];
  });
}
