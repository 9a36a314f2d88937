/**
 * The path from one folder to a file or folder. Both are relative to the same root, use `/`, and
 * stay inside it.
 */
export function relativePath(from: string, to: string): string {
  const start = segments(from);
  const end = segments(to);
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/") || ".";
}

function segments(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}

/** Whether a path, relative to the work tree or absolute, leaves the work tree. */
export function isOutside(path: string): boolean {
  if (path.startsWith("/")) return true;
  let depth = 0;
  for (const segment of segments(path)) {
    depth += segment === ".." ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}
