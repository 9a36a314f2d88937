import type { Digest } from "../../../../src/core/lib/digest.ts";
import { contentOf } from "../../registry-in-process/store.ts";
import type { State } from "./stage.ts";
import { stories, type World } from "./world.ts";

type Place = State[number];

/** What is wrong with a state in which a run may have died. By no code of the product. */
export function checkAlways(state: State, world: World): string[] {
  return state.flatMap((place, index) => {
    const kept = world.kept[index] ?? new Map<string, Digest>();
    const lost = [...kept].filter(([tag, digest]) => place.tags.get(tag) !== digest);
    const needed = reachable(kept.values(), world.state[index] ?? place);
    const gone = [...needed].filter((digest) => !place.manifests.has(digest));
    return [
      ...lost.map(([tag]) => `registry ${index + 1} lost ${tag}`),
      ...gone.map((digest) => `registry ${index + 1} lost ${digest}`),
      ...(index === 0 ? misread(place) : []),
    ];
  });
}

/** Publications that look like others: without one of their marks, or as nothing but the tag of an alias. */
function misread({ tags }: Place): string[] {
  return stories.flatMap(({ stream, stamp, aliases, marks }) => {
    const name = `${stream}-${stamp}`;
    const bare = tags.has(name) ? marks.filter((mark) => !tags.has(mark)) : [];
    const alone = tags.has(name) ? [] : aliases.filter((tag) => tags.has(tag));
    return [
      ...bare.map((mark) => `${name} is there without its mark ${mark}`),
      ...alone.map((tag) => `${tag} is there without ${name}`),
    ];
  });
}

/**
 * What is wrong with a state after a run that ended by itself.
 * @param listed whether each registry lists its images: then none without a tag is left
 */
export function checkAtEnd(state: State, world: World, listed: readonly boolean[]): string[] {
  return [
    ...checkAlways(state, world),
    ...state.flatMap((place, index) => {
      const kept = world.kept[index] ?? new Map<string, Digest>();
      // A list of what was attached to an image that is gone may be of an image elsewhere: it stays, if a run died between the two.
      const left = [...place.tags].filter(([tag]) => !kept.has(tag));
      const odd = left.filter(([tag]) => !tag.startsWith("sha256-"));
      const images = reachable([...kept.values(), ...left.map(([, digest]) => digest)], place);
      const useless = listed[index] ? [...place.manifests.keys()].filter((digest) => !images.has(digest)) : [];
      return [...odd.map(([tag]) => tag), ...useless].map((what) => `registry ${index + 1} still has ${what}`);
    }),
  ];
}

/** Manifests, and what is in them or attached to them. */
export function reachable(from: Iterable<Digest>, { manifests }: Place): Set<Digest> {
  const found = new Set<Digest>(from);
  const contents = [...manifests].map(([digest, { bytes }]) => ({ digest, content: contentOf(bytes) }));
  for (const digest of found) {
    for (const child of contentOf(manifests.get(digest)?.bytes ?? new Uint8Array())?.manifests ?? []) found.add(child.digest);
    for (const { digest: other, content } of contents) if (content?.subject?.digest === digest) found.add(other);
  }
  return found;
}
