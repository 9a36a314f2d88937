import { groupBy } from "../lib/group-by.ts";
import { compareTexts } from "../lib/text/compare-texts.ts";
import type { PackageChangeKind } from "../packages/image-changes.ts";
import type { ChangedPackage } from "./publication-status.ts";

/** How a package differs after several steps. */
export interface NetChange extends ChangedPackage {
  /** How many steps changed it; of several platforms, the most. */
  steps: number;
  /** Present if some steps, but not all, went to a lower version. */
  wentBackwards?: true;
  /**
   * Present if the steps do not join: an architecture of the package changed apart, and a list of
   * changes does not say what became of the others. `before` and `now` are those of the first and
   * of the last step.
   */
  unclear?: true;
}

interface Chain {
  platform: string;
  name: string;
  before: readonly string[];
  now: readonly string[];
  kinds: PackageChangeKind[];
  isUnclear: boolean;
}

/**
 * The net change of each package after several steps: a → b → c is a → c, and a package that is as
 * it was is none. The kind of one step is known. After several steps it is `backwards` only if all
 * of them are, and otherwise `changed`: no order of versions is known here.
 * @param steps the changes of each step, oldest first
 * @param platforms all platforms: a change without `platforms` happened on each
 */
export function composeChanges(steps: readonly (readonly ChangedPackage[])[], platforms: readonly string[]): NetChange[] {
  const everywhere = [...new Set([...platforms, ...steps.flat().flatMap((change) => change.platforms ?? [])])];
  // Without any, the changes of all platforms are one list.
  const all = everywhere.length === 0 ? [""] : everywhere;
  const chains = new Map<string, Chain>();
  for (const change of steps.flat()) {
    for (const platform of change.platforms ?? all) addTo(chains, platform, change);
  }
  markArchitectures(chains);
  const net = [...chains.values()].filter((chain) => chain.isUnclear || !isSame(chain.before, chain.now));
  const alike = groupBy(net.map(netOf), ({ platform: _, steps: __, ...outcome }) => JSON.stringify(outcome));
  return [...alike.values()].flatMap((group) => united(group, all)).sort(inOrder);
}

/** The same changes, seen from the other side. What is not backwards then may be: no order of versions is known here. */
export function invertChanges(changes: readonly NetChange[]): NetChange[] {
  const kinds = { added: "removed", removed: "added", backwards: "changed", changed: "changed" } as const;
  return changes
    .map(({ kind, before, now, wentBackwards: _, ...change }) => ({ ...change, kind: kinds[kind], before: now, now: before }))
    .sort(inOrder);
}

function addTo(chains: Map<string, Chain>, platform: string, { name, kind, before, now }: ChangedPackage): void {
  const key = JSON.stringify([platform, name]);
  const chain = chains.get(key);
  if (!chain) {
    chains.set(key, { platform, name, before, now, kinds: [kind], isUnclear: false });
    return;
  }
  if (!isSame(chain.now, before)) chain.isUnclear = true;
  chain.now = now;
  chain.kinds.push(kind);
}

/**
 * `glibc` and `glibc.i686` in one composition: a step that changed an architecture apart, and one
 * that may have changed all.
 */
function markArchitectures(chains: Map<string, Chain>): void {
  for (const chain of chains.values()) {
    const dot = chain.name.lastIndexOf(".");
    const whole = dot === -1 ? undefined : chains.get(JSON.stringify([chain.platform, chain.name.slice(0, dot)]));
    if (!whole || !architectures.has(chain.name.slice(dot + 1))) continue;
    whole.isUnclear = true;
    chain.isUnclear = true;
  }
}

const architectures = new Set([
  "x86_64",
  "i386",
  "i486",
  "i586",
  "i686",
  "aarch64",
  "armv7hl",
  "ppc64le",
  "s390x",
  "riscv64",
  "noarch",
]);

type PlatformChange = Omit<NetChange, "platforms"> & { platform: string };

function netOf(chain: Chain): PlatformChange {
  const { platform, name, before, now, kinds, isUnclear } = chain;
  const kind = kindOf(chain);
  return {
    platform,
    kind,
    name,
    before: [...before],
    now: [...now],
    steps: kinds.length,
    ...(kind !== "backwards" && kinds.includes("backwards") ? { wentBackwards: true } : {}),
    ...(isUnclear ? { unclear: true } : {}),
  };
}

/** One change for all platforms where a package ended alike, whatever their ways. */
function united(group: readonly PlatformChange[], all: readonly string[]): NetChange[] {
  const [first] = group;
  if (!first) return [];
  const { platform: _, ...change } = first;
  const steps = Math.max(...group.map((one) => one.steps));
  const on = new Set(group.map(({ platform }) => platform));
  const platforms = on.size === all.length ? {} : { platforms: all.filter((platform) => on.has(platform)) };
  return [{ ...change, ...platforms, steps }];
}

function kindOf({ before, now, kinds }: Chain): PackageChangeKind {
  if (before.length === 0 && now.length > 0) return "added";
  if (now.length === 0 && before.length > 0) return "removed";
  return kinds.every((kind) => kind === "backwards") ? "backwards" : "changed";
}

/** Whether both are the same versions, in whatever order. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a.toSorted(compareTexts)) === JSON.stringify(b.toSorted(compareTexts));
}

/** As in all lists of changes: backwards first. */
function inOrder(a: NetChange, b: NetChange): number {
  return Number(b.kind === "backwards") - Number(a.kind === "backwards") || compareTexts(a.name, b.name);
}
