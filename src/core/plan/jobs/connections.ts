import { type BaseKeys, baseUnitsOf } from "../../unit/bases.ts";
import type { Unit } from "../../unit/unit.ts";
import { sharedStagesKey } from "./shared-stages.ts";

/** The part of a unit that decides which job builds it. */
export type Grouped = Pick<Unit, "name" | "image" | "streamTag" | "platforms" | "build" | "source"> & BaseKeys;

/** Which units bases or shared stages connect, as units are added one by one (disjoint sets). */
export class Connections {
  /** The number of units of the largest group. */
  largest = 0;
  /** The sum of the squares of the groups' numbers of units. */
  squares = 0;
  readonly #leaders = new Map<string, string>(); // of each unit, another one of its group or itself
  readonly #sizes = new Map<string, number>(); // of each group, by its leader
  readonly #sharing = new Map<string, string>(); // a unit with these shared stages

  /** Adds a unit, and connects it with those before it. */
  add(unit: Grouped): void {
    this.#leaders.set(unit.name, unit.name);
    this.#count(unit.name, 0, 1);
    for (const base of baseUnitsOf(unit)) this.#connect(unit.name, base);
    const key = sharedStagesKey(unit);
    if (key === undefined) return;
    this.#connect(unit.name, this.#sharing.get(key) ?? unit.name);
    this.#sharing.set(key, unit.name);
  }

  /** The unit that stands for the group of a unit. */
  leaderOf(name: string): string {
    let leader = name;
    for (let next = this.#leaders.get(leader); next !== undefined && next !== leader; next = this.#leaders.get(leader))
      leader = next;
    this.#leaders.set(name, leader);
    return leader;
  }

  /** @param other may be a unit that was not added */
  #connect(name: string, other: string): void {
    if (!this.#leaders.has(other)) return;
    const [one, two] = [this.leaderOf(name), this.leaderOf(other)];
    if (one === two) return;
    const [sizeOfOne, sizeOfTwo] = [this.#sizes.get(one) ?? 0, this.#sizes.get(two) ?? 0];
    const [under, over] = sizeOfOne < sizeOfTwo ? [one, two] : [two, one];
    this.#leaders.set(under, over);
    this.#count(over, sizeOfOne ** 2 + sizeOfTwo ** 2, sizeOfOne + sizeOfTwo);
  }

  /** @param before the squares of the groups that became this one */
  #count(leader: string, before: number, size: number): void {
    this.#sizes.set(leader, size);
    this.largest = Math.max(this.largest, size);
    this.squares += size ** 2 - before;
  }
}
