/** Where a repository comes from, read from the URL of its remote `origin`. */
export interface Origin {
  /** Without credentials. */
  url: string;
  /** `github.com`; with its port, where it has one. */
  host: string;
  /** `owner`, or `group/subgroup` where the host has such. */
  owner: string;
  name: string;
  /** The repository's page. */
  page: string;
}

/**
 * Reads a remote's URL in git's forms: `https://host/owner/name.git`, `ssh://git@host:22/owner/name`, `git@host:owner/name.git`.
 * Undefined for a folder, or for what names no owner.
 */
export function parseOrigin(text: string): Origin | undefined {
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(text); // git-clone(1), "scp-like syntax"
  const url = scp ? undefined : parseUrl(text);
  if (!scp && !url) return undefined;
  const host = scp?.[1] ?? url?.host ?? "";
  const parts = (scp?.[2] ?? url?.pathname ?? "").split("/").filter((part) => part !== "");
  const name = parts.pop()?.replace(/\.git$/, "");
  const owner = parts.join("/");
  if (!name || !owner || host === "") return undefined;
  // The page of a repository that was cloned over ssh is on the same host, but not on that port.
  const server = url?.protocol.startsWith("http") ? url.origin : `https://${url?.hostname ?? host}`;
  return { url: scp ? text : withoutUser(url), host, owner, name, page: `${server}/${owner}/${name}` };
}

function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^(https?|ssh|git|git\+ssh):$/.test(url.protocol) ? url : undefined;
}

function withoutUser(url: URL | undefined): string {
  if (!url) return "";
  const clean = new URL(url);
  clean.password = "";
  if (clean.protocol.startsWith("http")) clean.username = "";
  return clean.href;
}
