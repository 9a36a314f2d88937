import { type Received, type Reply, serve, type TestServer } from "../registry-server.ts";
import { challenge } from "./authentication.ts";
import { answerBlob, answerUpload } from "./blobs.ts";
import { answerManifest, answerReferrers, answerTags } from "./manifests.ts";
import type { InProcessOptions, RepositoryRequest } from "./options.ts";
import { empty, notFound, refusal } from "./replies.ts";
import { RegistryStore } from "./store.ts";

export type { InProcessOptions } from "./options.ts";

/** A registry that runs in the test's own process. */
export interface InProcessRegistry extends TestServer {
  /** What it holds, by repository. */
  store: RegistryStore;
}

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const route = new RegExp(`^/v2/(${component}(?:/${component})*)/(blobs/uploads|blobs|manifests|tags|referrers)/(.*)$`);

/**
 * Starts a registry as the OCI distribution specification 1.1 has it: a stand-in for distribution in tests of the adapter and the commands. The
 * contract table holds it to what distribution 2 and 3 do.
 */
export async function startInProcessRegistry(options: InProcessOptions = {}): Promise<InProcessRegistry> {
  const store = new RegistryStore();
  const server = await serve((request) => options.intercept?.(request, store) ?? answer(store, request, options));
  return { ...server, store };
}

/** What the registry answers to one request: for tests that need no HTTP between the two. */
export function answer(store: RegistryStore, request: Omit<Received, "body">, options: InProcessOptions = {}): Reply {
  const { pathname, searchParams: query } = new URL(request.path, "http://registry");
  const [, name, kind, rest = ""] = route.exec(decodeURI(pathname)) ?? [];
  const isRoot = pathname === "/v2/" || pathname === "/v2";
  if (!isRoot && (name === undefined || (kind === "referrers" && options.referrers !== true))) return notFound;
  const from = kind === "blobs/uploads" && query.has("mount") ? (query.get("from") ?? undefined) : undefined;
  const names = [name, from].flatMap((text) => text ?? []);
  const refused = options.auth && challenge(options.auth, request, names);
  const reply =
    refused ?? (name === undefined ? empty(200) : answerIn(store, kind, { ...parts(request), name, rest, query }, options));
  return { ...reply, headers: { "docker-distribution-api-version": "registry/2.0", ...reply.headers } };
}

function parts({ method, headers, bytes }: Pick<Received, "method" | "headers" | "bytes">) {
  return { method, headers, body: bytes };
}

function answerIn(store: RegistryStore, kind: string | undefined, request: RepositoryRequest, options: InProcessOptions): Reply {
  switch (kind) {
    case "blobs/uploads":
      return answerUpload(store, request);
    case "blobs":
      return answerBlob(store, request);
    case "manifests":
      return answerManifest(store, request, options);
    case "referrers":
      return answerReferrers(store, request);
    default:
      return request.rest === "list" ? answerTags(store, request, options) : refusal(404, "NAME_UNKNOWN");
  }
}
