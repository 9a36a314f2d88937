/** The folder in which a run has the repository's files. */
const workspacePattern = /^\/(?:home\/runner\/work\/[^/]+\/[^/]+|github\/workspace)(?=\/|$)/;

/** A path from the repository's root: `.` for the root. Texts that are no paths of files stay. */
export function repositoryPath(text: string, folder = "."): string {
  const plain = text.trim();
  if (plain === "") return ".";
  if (isElsewhere(plain)) return plain;
  if (workspacePattern.test(plain)) return normalPath(plain.replace(workspacePattern, ""));
  if (plain.startsWith("/")) return plain;
  return normalPath(folder === "." ? plain : `${folder}/${plain}`);
}

/** Whether a context is an address, an image, a target, or what only a run has. */
export function isElsewhere(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|docker-image:|oci-layout:|target:|git@|github\.com\/|-$)/i.test(text);
}

function normalPath(text: string): string {
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/") || ".";
}
