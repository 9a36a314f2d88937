/**
 * A reference as FROM has it, in the one form that all its spellings share: `base` is `docker.io/library/base:latest`. Undefined for one with a digest,
 * which no publication moves.
 */
export function publishedReference(reference: string): string | undefined {
  if (reference.includes("@")) return undefined;
  const [first = "", ...rest] = reference.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const host = isHost ? first.toLowerCase().replace(/:443$/, "") : "docker.io";
  const [, path = "", tag = "latest"] = /^(.*?)(?::([^:/]*))?$/.exec(isHost ? rest.join("/") : reference) ?? [];
  const isHub = host === "docker.io" || host === "index.docker.io" || host === "registry-1.docker.io";
  return isHub ? `docker.io/${path.includes("/") ? path : `library/${path}`}:${tag}` : `${host}/${path}:${tag}`;
}
