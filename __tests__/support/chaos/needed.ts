import { askRegistry } from "./behind.ts";
import { type ExpectedUnit, tagsOf } from "./checker.ts";
import { readHolds } from "./hold-reader.ts";
import type { World } from "./world.ts";
import { streams } from "./world-images.ts";

/** Something that no clean-up may remove: a tag with its digest or, without a tag, an image. */
interface Needed {
  host: string;
  path: string;
  tag?: string;
  digest: string;
  why: string;
}

const notTimestamp = "it is no timestamp tag";
const timestamp = /^(.+)-\d{8}-\d{4}(?:-\d\d)?$/;

/**
 * What a clean-up must leave (invariant 16), read from the registries and the holds, without any code of
 * the product: what moving tags show, the newest publications, the images that holds name, and every tag that is none of ours.
 * @param since the first timestamp that the rules keep: `20261120-0617`
 */
export async function neededIn(world: World, since: string): Promise<Needed[]> {
  const open = readHolds(world.github.issues, world.github.mayWrite).filter((hold) => hold.open);
  const needed = await Promise.all(
    world.units.flatMap((unit) =>
      world.hosts.map(async (host): Promise<Needed[]> => {
        const tags = await tagsOf(host, unit.path);
        const own = [...tags].filter(([tag]) => timestamp.exec(tag)?.[1] === unit.stream).sort();
        const newest = own.at(-1)?.[0];
        const held = open.flatMap(({ digests }) => digests.get(unit.name) ?? []);
        const images = held.filter((digest) => [...tags.values()].includes(digest));
        return [
          ...[...tags].flatMap(([tag, digest]): Needed[] => {
            const why = tag === newest ? "it is the newest publication" : whyNeeded(tag, unit, since);
            return why === undefined ? [] : [{ host, path: unit.path, tag, digest, why }];
          }),
          ...images.map((digest) => ({ host, path: unit.path, digest, why: "a hold names it" })),
        ];
      }),
    ),
  );
  return needed.flat();
}

function whyNeeded(tag: string, { stream, aliases }: ExpectedUnit, since: string): string | undefined {
  const moving = timestamp.exec(tag)?.[1];
  // Streams share repositories: once is enough.
  if (moving === undefined) return stream === streams[0] || [stream, ...aliases].includes(tag) ? notTimestamp : undefined;
  return moving === stream && tag.slice(stream.length + 1) >= since ? "the rules keep it" : undefined;
}

/** What of it is gone, in words. @param mayMove whether another run may have moved what no timestamp is */
export async function lostOf(needed: readonly Needed[], mayMove: boolean): Promise<string[]> {
  const looked = await Promise.all(
    needed.map(async ({ host, path, tag, digest, why }) => {
      const answer = await askRegistry(host, `/v2/${path}/manifests/${tag ?? digest}`, {
        method: "HEAD",
        headers: { accept: "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json" },
      });
      const shown = answer.headers["docker-content-digest"];
      const isMoved = mayMove && why === notTimestamp && shown !== undefined;
      if (answer.status === 200 && (shown === digest || isMoved)) return [];
      return [
        `16: ${path}${tag === undefined ? "" : `:${tag}`} at ${digest} is gone from ${host} (${answer.status} ${shown}): ${why}`,
      ];
    }),
  );
  return looked.flat();
}
