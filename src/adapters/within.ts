import path from "node:path";

/** Whether a path is a folder or lies below it. Both are absolute; symbolic links are the caller's matter. */
export function isWithin(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
