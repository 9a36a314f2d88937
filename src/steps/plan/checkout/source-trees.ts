import { groupBy } from "../../../core/lib/group-by.ts";
import type { UnitSource } from "../../../core/unit/unit.ts";
import type { Repository } from "../../../ports/repository.ts";

/** The work tree of one commit. */
export interface SourceTree {
  tree: Repository;
  commit: string;
}

/** A unit, as far as its source counts. */
type Sourced = Readonly<{ source?: UnitSource }>;

/**
 * The work trees that a run reads and builds from: the one of the configuration's commit and, for
 * units with a source, one for each distinct commit.
 */
export class SourceTrees {
  /** The work tree of units without a source. */
  readonly main: SourceTree;
  readonly #open = new Map<string, SourceTree>();
  readonly #own: (() => Promise<void>)[] = [];

  constructor(main: SourceTree) {
    this.main = main;
  }

  /** Uses a work tree that exists: someone else disposes of it. */
  use(one: SourceTree): void {
    this.#open.set(one.commit, one);
  }

  /**
   * Makes sure that there is a work tree of a commit. Call it for one commit after the other: git
   * cannot fetch twice at a time.
   * @throws Failure `git-remote`, if the commit is neither here nor at `origin`
   */
  async open(commit: string): Promise<SourceTree> {
    const known = this.#open.get(commit);
    if (known) return known;
    const tree = await this.main.tree.checkout(commit);
    this.#own.push(() => tree.dispose());
    const made = { tree, commit };
    this.#open.set(commit, made);
    return made;
  }

  /** The work tree of a unit; undefined if its source could not be opened. */
  find({ source }: Sourced): SourceTree | undefined {
    return source === undefined ? this.main : this.#open.get(source.commit);
  }

  /** The work tree of a unit whose source is open. */
  of(unit: Sourced): SourceTree {
    const found = this.find(unit);
    if (!found) throw new TypeError(`no work tree of ${unit.source?.commit} is open`);
    return found;
  }

  /** The units of each work tree, in their order. Leaves units out whose source is not open. */
  group<T extends Sourced>(units: readonly T[]): Map<SourceTree, T[]> {
    const groups = groupBy(units, (unit) => this.find(unit));
    return new Map([...groups].flatMap(([at, group]) => (at ? [[at, group] as const] : [])));
  }

  /** Removes the work trees that it opened. */
  async dispose(): Promise<void> {
    for (const remove of this.#own.splice(0)) await remove();
  }
}
