import { commitOf } from "./model-ports.ts";
import type { ModelWorld } from "./model-world.ts";

/** The alias `sha-{sha}` of the commit that is made of this. */
export const shaOf = (inputs: string): string => `sha-${commitOf(inputs).slice(0, 12)}`;

/** What a tag shows in each registry: what its image is made of. */
export const shownAs = (world: ModelWorld, tag: string) => world.repositories.map((repository) => world.madeOf(repository, tag));

/** What a tag shows in each registry: its digest. */
export const digestsOf = (world: ModelWorld, tag: string) =>
  world.repositories.map((repository) => world.registry.shown(repository)[tag]);

/** Every write fails after this many. */
export function kill(world: ModelWorld, writes: number): void {
  let left = writes;
  world.registry.refuse = ({ verb }) => {
    if (["putManifest", "claim", "copy"].includes(verb)) left--;
    return left < 0 ? "killed" : undefined;
  };
}
