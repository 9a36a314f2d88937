import { copyTags } from "../registry-copy.ts";
import { storeOf } from "./behind.ts";
import { type ExpectedUnit, tagsOf } from "./checker.ts";
import type { TagWrite } from "./fault-proxy.ts";
import type { World } from "./world.ts";

/** A world that other ones begin as: nothing changes in its repositories any more. */
export interface CopiedWorld {
  units: readonly ExpectedUnit[];
  /** What each registry's proxy saw being written. */
  writes: readonly (readonly TagWrite[])[];
}

/** Gives a new world of the same images the other one's tags, past its proxies, and the log of their writes. */
export async function copyWorld(from: CopiedWorld, to: World, hosts: readonly string[]): Promise<void> {
  const paths = new Map(from.units.map(({ path }, index) => [path, to.units[index]?.path ?? ""]));
  const copies = hosts.flatMap((host) =>
    [...paths].map(async ([path, own]) => {
      const store = storeOf(host);
      return store ? store.copy(path, own) : copyTags(host, path, own, [...(await tagsOf(host, path)).keys()]);
    }),
  );
  await Promise.all(copies);
  for (const [index, writes] of from.writes.entries()) {
    const own = writes.map((write) => ({ ...write, repository: paths.get(write.repository) ?? "" }));
    to.proxies[index]?.writes.push(...own);
  }
}
