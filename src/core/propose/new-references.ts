import type { ExistingSetup } from "../existing/model.ts";
import type { Sample } from "../existing/sample.ts";
import { type ReadConfiguration, referenceKey, tagsWrittenOn } from "./written.ts";

/** Tags that Tagstream writes and that nothing writes today, as one pattern. */
export interface NewReferences {
  repository: string;
  /** `release-20261123-0617`, with the sample's values. */
  tags: readonly string[];
  /** What they are: `timestamp`, `stream`, `alias`, `version` or `candidate`. */
  kind: string;
}

const names = new Map([
  ["timestamp", "timestamp"],
  ["alias timestamp", "timestamp"],
  ["evaluated alias timestamp", "timestamp"],
  ["stream", "stream"],
  ["alias", "alias"],
  ["evaluated alias", "alias"],
  ["version", "version"],
  ["version line", "version"],
  ["pull request", "candidate"],
]);

/** What Tagstream writes besides the references of today, by repository and kind. Marks do not count. */
export function newReferences(
  setup: Pick<ExistingSetup, "builds">,
  sample: Sample,
  configuration: ReadConfiguration,
): NewReferences[] {
  const references = setup.builds.flatMap((build) => build.references);
  const today = new Set(references.map(referenceKey));
  const occasions = [
    { on: "schedule", cron: "" } as const,
    { on: "pull request" } as const,
    ...references.map(({ occasion }) => occasion),
  ];
  const seen = new Set<string>();
  const groups = new Map<string, { repository: string; kind: string; tags: string[] }>();
  for (const written of occasions.flatMap((occasion) => tagsWrittenOn(occasion, configuration, sample))) {
    const key = referenceKey(written);
    const kind = names.get(written.kind.name);
    if (kind === undefined || today.has(key) || seen.has(key)) continue;
    seen.add(key);
    const { repository, tag } = written;
    const group = groups.get(`${kind} ${repository}`) ?? { repository, kind, tags: [] };
    groups.set(`${kind} ${repository}`, group);
    group.tags.push(tag);
  }
  return [...groups.values()];
}
