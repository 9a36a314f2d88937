/** Names for a new workflow, best first. */
const names = ["images.yml", "tagstream.yml"];

/**
 * The path for a new workflow: a file of somebody else is never touched, so the first name that is free.
 * @param isTaken whether there is anything at a path
 */
export function workflowFile(isTaken: (path: string) => boolean): string {
  const pathOf = (name: string) => `.github/workflows/${name}`;
  const free = names.map(pathOf).find((path) => !isTaken(path));
  if (free !== undefined) return free;
  for (let number = 2; ; number++) {
    const path = pathOf(`tagstream-${number}.yml`);
    if (!isTaken(path)) return path;
  }
}
