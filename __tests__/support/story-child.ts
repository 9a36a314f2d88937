import { removeFolders } from "./git.ts";

/**
 * Tells stories in a process of its own, so that bugs can be planted in it: of one deed, or of `any`,
 * with the seeds that follow in its arguments, until something does not hold.
 */
export async function tellInChild(tell: (seed: number, only?: string) => Promise<{ found: readonly string[] }>): Promise<void> {
  const [, , only = "any", ...seeds] = process.argv;
  const told = [];
  for (const seed of seeds) {
    told.push(await tell(Number(seed), only === "any" ? undefined : only));
    if (told.some(({ found }) => found.length > 0)) break;
  }
  removeFolders();
  process.stdout.write(JSON.stringify(told));
}
