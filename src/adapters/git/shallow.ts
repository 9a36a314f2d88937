import { Git } from "./run.ts";

/** Whether a work tree's repository lacks commits: a shallow clone. Whoever owns it. */
export async function isShallow(root: string): Promise<boolean> {
  return (await new Git(root, [["safe.directory", "*"]]).text(["rev-parse", "--is-shallow-repository"])) === "true";
}
