/**
 * A path without `.` and `..`, relative to the repository's root; `.` for the root itself.
 * @param folder the folder that the path starts from, relative to the root
 * @returns undefined if the path leaves the repository
 */
export function normalizePath(path: string, folder = "."): string | undefined {
  if (path.startsWith("/")) return undefined;
  const steps: string[] = [];
  for (const step of `${folder}/${path}`.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.length === 0 ? "." : steps.join("/");
}
