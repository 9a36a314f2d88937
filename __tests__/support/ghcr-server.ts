import type { Received, Reply } from "./registry-server.ts";
import { type MemoryRegistry, memoryRegistry } from "./removal-registry.ts";
import { json } from "./services.ts";

/** A package's version as GitHub's API gives it. */
export interface ListedVersion {
  id: number;
  name: string;
  created_at: string;
  updated_at: string;
  metadata: { container: { tags: string[] } };
}

export interface GhcrOptions {
  owner?: "orgs" | "users";
  /** Answers to a version's removal instead of removing it. */
  refused?: Reply;
  /** Times that the list of versions is as it was at the start. */
  lag?: number;
  /** Answers in GitHub's place, with the versions as they are. */
  intercept?: (request: Received, url: URL, versions: ListedVersion[]) => Reply | undefined;
  /** Answers in the registry's place. */
  more?: (request: Received) => Reply | undefined;
}

export interface GhcrServer extends MemoryRegistry {
  versions(): ListedVersion[];
  /** The requests to GitHub's API, `GET …/versions` without what precedes it. */
  asked(): string[];
}

/**
 * GHCR: its registry API refuses every removal with 405, and GitHub's API lists versions in pages (digests with all their tags, newest first)
 * and removes them by id.
 */
export async function ghcrServer(options: GhcrOptions = {}): Promise<GhcrServer> {
  const { owner = "orgs", refused, intercept } = options;
  const ids: string[] = [];
  let stale: ListedVersion[] | undefined;
  let left = options.lag ?? 0;
  const versionsOf = ({ tags, manifests }: MemoryRegistry): ListedVersion[] =>
    [...manifests.keys()]
      .map((name) => {
        if (!ids.includes(name)) ids.push(name);
        const shown = [...tags].flatMap(([tag, digest]) => (digest === name ? [tag] : []));
        const id = ids.indexOf(name) + 1;
        return { id, name, created_at: dateOf(id), updated_at: dateOf(id), metadata: { container: { tags: shown } } };
      })
      .reverse();
  const base = `/${owner}/osg/packages/container/squid/versions`;
  const one = (method: string, registry: MemoryRegistry, id: number): Reply => {
    const version = versionsOf(registry).find((each) => each.id === id);
    if (!version) return json({ message: "Not Found" }, 404);
    if (method === "GET") return json(version);
    if (refused) return refused;
    registry.manifests.delete(version.name as never);
    for (const tag of version.metadata.container.tags) registry.tags.delete(tag);
    return { status: 204 };
  };
  const list = (registry: MemoryRegistry, url: URL): Reply => {
    const now = versionsOf(registry);
    stale ??= now;
    const all = left-- > 0 ? stale : now;
    const size = Math.min(Number(url.searchParams.get("per_page") ?? 30), 100);
    const page = Number(url.searchParams.get("page") ?? 1);
    return pageOf(all, page, size, `${server.origin}${base}`);
  };
  const server = await memoryRegistry("nothing", (request, registry) => {
    if (request.path.startsWith("/v2/")) return options.more?.(request);
    const url = new URL(request.path, "http://api.test");
    if (!url.pathname.startsWith(base)) return json({ message: "Not Found" }, 404);
    const instead = intercept?.(request, url, versionsOf(registry));
    if (instead) return instead;
    if (url.pathname === base) return list(registry, url);
    return one(request.method, registry, Number(url.pathname.slice(base.length + 1)));
  });
  const asked = (): string[] =>
    server.received.flatMap(({ method, path }) =>
      path.startsWith("/v2/") ? [] : [`${method} ${path.replace(/^.*\/versions/, "")}`],
    );
  return { ...server, versions: () => versionsOf(server), asked };
}

/** A page with GitHub's links to the next and the last one. */
export function pageOf(all: readonly object[], page: number, size: number, address: string): Reply {
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string) => `<${address}?state=active&per_page=${size}&page=${to}>; rel="${rel}"`;
  const links = page < last ? [link(page + 1, "next"), link(last, "last")] : [];
  const reply = json(all.slice((page - 1) * size, page * size));
  return { ...reply, headers: { ...reply.headers, ...(links.length > 0 ? { link: links.join(", ") } : {}) } };
}

/** Versions come a day apart. */
function dateOf(id: number): string {
  return new Date(Date.UTC(2026, 0, id)).toISOString().replace(".000", "");
}
