import { normalizePlatform } from "../lib/platform.ts";

/** One node of a buildx builder: one BuildKit, or one Deployment of Kubernetes. */
export interface BuilderNode {
  name: string;
  /** The platforms that a person gave it (`docker buildx create --platform`), in their order. */
  configured: readonly string[];
  /** All platforms that it can build for: the configured ones first, then what BuildKit reports. */
  platforms: readonly string[];
}

/**
 * Whether buildx would spread the build of these platforms over several nodes. It then joins the
 * results itself: it pushes them under the tag `latest`, whatever the output says of digests, and
 * refuses outputs that are folders (buildx 0.38.2, build/build.go, `multiDriver`).
 */
export function needsLegs({ nodes }: { nodes: readonly BuilderNode[] }, platforms: readonly string[]): boolean {
  return new Set(nodesFor(nodes, platforms).values()).size > 1;
}

/**
 * The node that buildx chooses for each platform of one build, by name (buildx 0.38.2,
 * build/resolver/driver.go). If nodes are configured for exactly these platforms, that decides.
 * Otherwise what each BuildKit reports counts too, and compatible platforms match. A platform
 * without a node goes to the first one.
 */
export function nodesFor(nodes: readonly BuilderNode[], platforms: readonly string[]): Map<string, string> {
  const wanted = platforms.map((platform) => ({ platform, normal: normalizePlatform(platform) }));
  const exact = wanted.map(({ normal }) => nodes.find(({ configured }) => configured.includes(normal)));
  const chosen = exact.every((node) => node !== undefined)
    ? exact
    : wanted.map(({ normal }) => bestNode(nodes, normal) ?? nodes[0]);
  return new Map(wanted.flatMap(({ platform }, at) => (chosen[at] === undefined ? [] : [[platform, chosen[at].name] as const])));
}

/** The first node wins, unless a later one has a platform that is closer to the wanted one. */
function bestNode(nodes: readonly BuilderNode[], wanted: string): BuilderNode | undefined {
  let best: { node: BuilderNode; platform: string } | undefined;
  for (const node of nodes) {
    for (const platform of node.platforms) {
      const runs = compatible(platform);
      if (runs.includes(wanted) && (best === undefined || isCloser(runs, wanted, best.platform))) best = { node, platform };
    }
  }
  return best?.node;
}

/** Whether a node that runs these platforms, best first, prefers the wanted one to another. */
function isCloser(runs: readonly string[], wanted: string, other: string): boolean {
  const rank = runs.indexOf(other);
  return rank < 0 || runs.indexOf(wanted) < rank;
}

/**
 * The platforms whose images run on this one, best first (containerd/platforms, compare.go,
 * `platformVector`).
 */
function compatible(platform: string): string[] {
  const [os = "", architecture = "", variant = ""] = platform.split("/");
  const named = (name: string, ...variants: string[]) => variants.map((text) => normalizePlatform(`${os}/${name}/${text}`));
  if (architecture === "amd64") return [...named("amd64", ...versionsDown(variant || "v1", 1)), `${os}/386`];
  if (architecture === "arm") return named("arm", ...versionsDown(variant, 5));
  if (architecture === "arm64") {
    const own = arm64Variants(variant || "v8");
    return own.length === 0 ? [] : [...named("arm64", ...own), ...named("arm", ...versionsDown("v8", 5))];
  }
  return [platform];
}

/** `v7` down to `v5`: `v7`, `v6`, `v5`. */
function versionsDown(variant: string, lowest: number): string[] {
  const version = Number(/^v(\d)$/.exec(variant)?.[1]);
  if (!(version > lowest)) return [variant];
  return Array.from({ length: version - lowest + 1 }, (_, at) => `v${version - at}`);
}

/** The highest minor versions of Arm's v8 and v9 that containerd knows. */
const highestMinor = { 8: 9, 9: 7 } as const;

/** `v9.1`: itself, `v9`, then `v8.6` down to `v8`. None for a version that containerd does not know. */
function arm64Variants(variant: string): string[] {
  const [, majorText, minorText = "0"] = /^v([89])(?:\.(\d))?$/.exec(variant) ?? [];
  const minor = Number(minorText);
  const minors = (major: number, from: number) => Array.from({ length: from + 1 }, (_, at) => `v${major}.${from - at}`);
  if (majorText === "8") return minor > highestMinor[8] ? [] : minors(8, minor);
  if (majorText !== "9" || minor > highestMinor[9]) return [];
  return [...minors(9, minor), ...minors(8, Math.min(highestMinor[8], minor + 5))];
}
