import type { Manifest } from "../../src/ports/registry.ts";
import { startInProcessRegistry } from "./registry-in-process/index.ts";
import type { Received, Reply } from "./registry-server.ts";

/** What is answered in place of what the registry would; the count is of requests like it. */
export type Lag = (request: Received, count: number) => Reply | undefined;

export const unknown = (code: string): Reply => ({ status: 404, body: JSON.stringify({ errors: [{ code }] }) });

/** A registry whose repository `osg/app` the tests see into; `lag` answers in its place. `servers` closes it. */
export async function laggingRegistry(servers: { close(): Promise<void> }[], lag: Lag) {
  const counts = new Map<string, number>();
  const made = await startInProcessRegistry({
    acceptsIncomplete: true,
    intercept: (request) => {
      const key = `${request.method} ${request.path.split("?")[0]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return lag(request, counts.get(key) ?? 0);
    },
  });
  servers.push(made);
  const repository = made.store.at("osg/app");
  const { blobs, manifests } = repository;
  const sent = (method: string, part: string) =>
    made.received.filter((request) => request.method === method && request.path.includes(part)).length;
  const put = (manifest: Manifest) => repository.put(manifest.digest, manifest);
  return { ...made, blobs, manifests, put, find: repository.find.bind(repository), sent };
}
