/** A repository's origin, from the URL of its remote `origin`. */
export interface Origin {
  /** Without credentials. */
  url: string;
  /** `github.com`, with a port if there is one. */
  host: string;
  /** `owner`, or `group/subgroup` on hosts with subgroups. */
  owner: string;
  name: string;
  /** The repository's page. */
  page: string;
}

/**
 * Reads a remote's URL in git's forms: `https://host/owner/name.git`,
 * `ssh://git@host:22/owner/name`, `git@host:owner/name.git`. Undefined for a folder, or without an
 * owner.
 */
export function parseOrigin(text: string): Origin | undefined {
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(text); // git-clone(1), "scp-like syntax"
  const url = parseUrl(scp ? `ssh://${scp[1]}/${(scp[2] ?? "").split("/").map(encodeURIComponent).join("/")}` : text);
  if (!url || url.hostname === "") return undefined;
  const parts = url.pathname
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .split("/")
    .slice(1);
  const [name = "", ...owner] = parts
    .map(decoded)
    .filter((part) => part !== "")
    .reverse();
  if (owner.length === 0 || url.pathname.endsWith("/.git")) return undefined;
  const alias = sshServers.get(url.hostname.toLowerCase());
  // A repository cloned over ssh has its page on the same host, but not on that port.
  const server = url.protocol.startsWith("http") ? url.origin : `https://${alias ?? url.hostname}`;
  const page = `${server}/${parts.filter((part) => part !== "").join("/")}`;
  return { url: scp ? text : withoutUser(url), host: alias ?? url.host, owner: owner.reverse().join("/"), name, page };
}

/** Hosts that serve only ssh, for networks that open only port 443. */
const sshServers = new Map([["ssh.github.com", "github.com"]]);

function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^(https?|ssh|git|git\+ssh):$/.test(url.protocol) ? url : undefined;
}

/** A part of a URL's path, decoded. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * A text in the characters of GitHub's repository names: `My Images` is `My-Images`, `bücher` is
 * `bucher`.
 */
export function nameOf(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  const name = plain.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "");
  return /^\.*$/.test(name) ? "repository" : name;
}

function withoutUser(url: URL): string {
  const clean = new URL(url);
  clean.password = "";
  if (clean.protocol.startsWith("http")) clean.username = "";
  return clean.href;
}
