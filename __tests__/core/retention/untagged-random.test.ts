import { expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { ManifestContent, StoredManifest } from "../../../src/core/retention/manifest-graph.ts";
import { planUntagged, type UntaggedFacts } from "../../../src/core/retention/untagged.ts";
import { createRandom } from "../../support/chaos/random.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { day } from "../../support/retention/facts.ts";
import { makeDigest } from "../../support/units.ts";

const now = Date.UTC(2026, 10, 23, 6, 17);
const age = 7 * day;

/** Indexes, images and what is attached to them; each refers to earlier ones only, as digests do. */
function randomRepository(seed: number): UntaggedFacts {
  const { below, chance, pick } = createRandom(seed);
  const manifests: StoredManifest[] = [];
  const contents = new Map<Digest, ManifestContent>();
  const needed = new Set<Digest>();
  for (let index = below(30); index >= 0; index--) {
    const digest = makeDigest(`manifest ${index}`);
    const earlier = [...contents.keys()];
    const some = (most: number): Digest[] =>
      earlier.length === 0 ? [] : Array.from({ length: below(most) }, () => pick(earlier));
    const [subject] = chance(0.3) ? some(2) : [];
    contents.set(digest, { children: chance(0.4) ? some(4) : [], ...(subject === undefined ? {} : { subject }) });
    manifests.push({
      digest,
      tags: chance(0.2) ? [`tag-${index}`] : [],
      ...(chance(0.9) ? { pushed: now - below(30) * day } : {}),
    });
    if (chance(0.05)) needed.add(digest);
  }
  return { now, manifests, contents, needed };
}

function faultsIn({ manifests, contents, needed }: UntaggedFacts, remove: readonly Digest[]): string[] {
  const gone = new Set(remove);
  const left = manifests.filter(({ digest }) => !gone.has(digest));
  const isOld = ({ pushed }: StoredManifest): boolean => pushed !== undefined && now - pushed > age;
  const bare = manifests.filter(({ digest }) => gone.has(digest));
  const reached = left.flatMap(({ digest }) => contents.get(digest)?.children ?? []);
  const attached = bare.filter(({ digest }) => left.some((one) => one.digest === contents.get(digest)?.subject));
  const late = remove.filter((digest, index) => {
    const { children = [], subject } = contents.get(digest) ?? {};
    return [...children, ...(subject === undefined ? [] : [subject])].some((to) => gone.has(to) && remove.indexOf(to) < index);
  });
  const stuck = left.filter(
    (one) => one.tags.length === 0 && isOld(one) && !needed.has(one.digest) && !isNeeded(one, left, contents),
  );
  return [
    ...bare.filter((one) => one.tags.length > 0 || needed.has(one.digest)).map(({ digest }) => `in use: ${digest}`),
    ...bare.filter((one) => one.pushed !== undefined && !isOld(one)).map(({ digest }) => `young: ${digest}`),
    ...reached.filter((digest) => gone.has(digest)).map((digest) => `child: ${digest}`),
    ...attached.map(({ digest }) => `attached: ${digest}`),
    ...late.map((digest) => `after what it refers to: ${digest}`),
    ...stuck.map(({ digest }) => `stays for nothing: ${digest}`),
  ];
}

/** Whether something that is left refers to a manifest, or is what it is attached to. */
function isNeeded({ digest }: StoredManifest, left: readonly StoredManifest[], contents: UntaggedFacts["contents"]): boolean {
  const subject = contents.get(digest)?.subject;
  return left.some((one) => {
    const content = contents.get(one.digest);
    return one.digest === subject || content?.subject === digest || content?.children.includes(digest);
  });
}

test("of random repositories nothing goes that is reached, and what refers to a manifest goes before it", () => {
  const results = fuzzSeeds({ few: 1000, all: 5000 }).map((seed) => {
    const facts = randomRepository(seed);
    const { remove } = planUntagged(facts, age);
    const again = planUntagged({ ...facts, manifests: facts.manifests.filter(({ digest }) => !remove.includes(digest)) }, age);
    return {
      seed,
      removed: remove.length,
      faults: [...faultsIn(facts, remove), ...again.remove.map((digest) => `second run: ${digest}`)],
    };
  });
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
  expect(results.filter(({ removed }) => removed > 0).length).toBeGreaterThan(results.length / 2);
});
