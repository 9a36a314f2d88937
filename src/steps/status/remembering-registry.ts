import { isDigest } from "../../core/lib/digest.ts";
import type { Registry } from "../../ports/registry.ts";

/**
 * A registry of which a status reads nothing twice: neither what a tag shows, so that all that is told
 * is of one moment, nor a manifest, which a source and its followers share. It remembers no absence and
 * no fault: a registry may lag behind.
 */
export function rememberingRegistry(registry: Registry): Registry {
  const digests = remembering(registry.resolve);
  const manifests = remembering(registry.manifest);
  return {
    ...registry,
    resolve: digests,
    manifest: (repository, reference) =>
      isDigest(reference) ? manifests(repository, reference) : registry.manifest(repository, reference),
  };
}

type Read<T> = (repository: string, reference: string) => Promise<T | undefined>;

function remembering<T>(read: Read<T>): Read<T> {
  const reading = new Map<string, Promise<T | undefined>>();
  return (repository, reference) => {
    const key = `${repository} ${reference}`;
    const before = reading.get(key);
    if (before) return before;
    const asked = read(repository, reference);
    reading.set(key, asked);
    const forget = () => reading.delete(key);
    asked.then((found) => found === undefined && forget(), forget);
    return asked;
  };
}
