import type { TagWrite } from "./fault-proxy.ts";
import type { World } from "./world.ts";

const timestamp = /-\d{8}-\d{4}(-\d\d)?$/;

/** Something that happens at GitHub while a publication runs. */
export interface MidRun {
  /** Units of which the run cannot end without having looked once more since. */
  knowing(): string[];
}

/** Does something before the n-th effect in the registries. */
export function duringRun({ proxies, github, units }: World, effect: number, act: () => void): MidRun {
  let effects = 0;
  let listings = 0;
  let acted: number[] | undefined;
  let listed: number[] | undefined;
  const writtenNow = () => proxies.map(({ writes }) => writes.length);
  for (const proxy of proxies) {
    proxy.onEffect = (moment) => {
      if (moment === "before" && ++effects === effect) {
        act();
        acted = writtenNow();
        listings = github.listings;
      }
      if (acted && github.listings > listings) listed ??= writtenNow();
      return false;
    };
  }
  const since = (start: readonly number[] | undefined): TagWrite[] =>
    proxies.flatMap(({ writes }, index) => (start ? writes.slice(start[index]) : []));
  return {
    knowing: () => {
      // Holds are asked for once timestamp tags are written, right before a stream moves. And a run has one question under way at a time: once
      // a later one is there, no answer from before is still to come, and what is written then is looked at again.
      const telling = [...since(acted).filter(({ tag }) => timestamp.test(tag)), ...since(listed)];
      const isOf = (unit: (typeof units)[number]) => (write: TagWrite) =>
        write.repository === unit.path && [unit.stream, ...unit.aliases].includes(write.tag.replace(timestamp, ""));
      return units.filter((unit) => telling.some(isOf(unit))).map(({ name }) => name);
    },
  };
}
