import type { ExistingSetup, Occasion, WrittenReference } from "../existing/model.ts";
import type { Sample } from "../existing/sample.ts";
import { groupBy } from "../lib/group-by.ts";
import { repositoryKey } from "../oci/reference.ts";
import { describeFrom, isOfReleases } from "../sources/from.ts";
import type { ComparedReference, Fate, ProposedConfiguration } from "./proposal.ts";
import { type ReadConfiguration, referenceKey, tagsWrittenOn, type WrittenTag } from "./written.ts";

/**
 * What becomes of each reference of today: its text is looked up among those that the units of the
 * proposal give, printed with the same sample.
 * @param configuration the proposal as `readProposal` gives it with this sample
 * @param left what the proposal leaves out, with reasons
 */
export function compareReferences(
  setup: Pick<ExistingSetup, "builds">,
  sample: Sample,
  configuration: ReadConfiguration,
  left: ProposedConfiguration["left"],
): ComparedReference[] {
  const references = setup.builds.flatMap((build) => build.references);
  const written = new Written(configuration, sample, references);
  const reasons = new Map(left.map((one) => [referenceKey(one), one.why]));
  const rows = references.map((reference) => ({ reference, fate: written.fateOf(reference, reasons) }));
  const groups = groupBy(rows, ({ reference, fate }) => JSON.stringify([referenceKey(reference), fate]));
  return [...groups.values()].flatMap((group): ComparedReference[] => {
    const [first] = group;
    if (!first) return [];
    const { repository, tag, place } = first.reference;
    const occasions = groupBy(group, ({ reference }) => JSON.stringify(reference.occasion));
    return [
      {
        repository,
        tag,
        occasions: [...occasions.values()].flatMap(([one]) => one?.reference.occasion ?? []),
        place,
        fate: first.fate,
      },
    ];
  });
}

type Role = Extract<Fate, { is: "same" }>["as"];

const roles = new Map<string, Role>([
  ["stream", "stream"],
  ["alias", "alias"],
  ["evaluated alias", "alias"],
  ["version", "version"],
  ["version line", "version"],
  ["timestamp", "timestamp"],
  ["alias timestamp", "timestamp"],
  ["evaluated alias timestamp", "timestamp"],
]);

/** What no rebuild moves: each has its own text. */
const lasting = new Set<Role>(["version", "timestamp"]);

const isRebuild = (occasion: Occasion) => occasion.on === "schedule" || occasion.on === "by hand";

function reasonWithout({ on }: Occasion): string {
  return on === "git tag"
    ? "no stream of the proposal comes from such git tags, and no version tag has this text"
    : "no stream of the proposal gives this text";
}

class Written {
  readonly #configuration: ReadConfiguration;
  readonly #sample: Sample;
  readonly #known = new Map<string, ReadonlyMap<string, WrittenTag>>();
  readonly #occasions: readonly Occasion[];
  /** The references that something else than a rebuild writes today. */
  readonly #pushed: ReadonlySet<string>;

  constructor(configuration: ReadConfiguration, sample: Sample, references: readonly WrittenReference[]) {
    this.#configuration = configuration;
    this.#sample = sample;
    const all = [{ on: "branch", branch: sample.defaultBranch } as const, ...references.map(({ occasion }) => occasion)];
    this.#occasions = [...groupBy(all, (one) => JSON.stringify(one)).values()].flatMap(([first]) => first ?? []);
    this.#pushed = new Set(references.filter(({ occasion }) => !isRebuild(occasion)).map(referenceKey));
  }

  fateOf(reference: WrittenReference, reasons: ReadonlyMap<string, string>): Fate {
    const { occasion } = reference;
    if (occasion.on === "pull request") return this.#candidateFor(reference);
    const key = referenceKey(reference);
    const same = this.#on(occasion).get(key);
    const as = same && roles.get(same.kind.name);
    if (same && as) {
      const isMoved = isRebuild(occasion) && !this.#pushed.has(key) && !lasting.has(as);
      return isMoved ? { is: "same text", as, whenever: `${this.#pushesTo(same)} move it, too` } : { is: "same", as };
    }
    for (const other of this.#occasions.filter(({ on }) => on !== "pull request")) {
      const found = this.#on(other).get(key);
      const role = found && roles.get(found.kind.name);
      if (found && role) return { is: "same text", as: role, whenever: this.#whenever(found, role) };
    }
    return { is: "not written", why: reasons.get(key) ?? reasonWithout(occasion) };
  }

  #on(occasion: Occasion): ReadonlyMap<string, WrittenTag> {
    const key = JSON.stringify(occasion);
    const known = this.#known.get(key);
    if (known) return known;
    const tags = tagsWrittenOn(occasion, this.#configuration, this.#sample);
    const found = new Map(tags.map((tag) => [referenceKey(tag), tag]));
    this.#known.set(key, found);
    return found;
  }

  #candidateFor({ repository, tag, occasion }: WrittenReference): Fate {
    const isHere = (one: { repository: string }) => repositoryKey(one.repository) === repositoryKey(repository);
    const candidates = [...this.#on(occasion).values()].filter(({ unit }) => unit.destinations.some(isHere));
    const words = new Set(tag.split(/[-._]/));
    const likeness = ({ tag: text }: WrittenTag) => text.split(/[-._]/).filter((word) => words.has(word)).length;
    const [best] = candidates.toSorted((a, b) => likeness(b) - likeness(a));
    return best
      ? { is: "replaced", by: isHere(best) ? best.tag : `${best.repository}:${best.tag}` }
      : { is: "not written", why: "no stream comes from the branch that it would go into" };
  }

  #pushesTo({ unit: { stream } }: WrittenTag): string {
    const from = this.#configuration.from.get(stream);
    if (from === undefined) return `pushes to ${this.#sample.defaultBranch}`;
    return isOfReleases(from) ? "releases" : `pushes to ${describeFrom(from)}`;
  }

  #whenever(tag: WrittenTag, role: Role): string {
    return role === "version" ? "only git tags write it" : `${this.#pushesTo(tag)} and rebuilds write it`;
  }
}
