import type { Sample } from "../existing/sample.ts";
import { repositoryKey, withRegistry } from "../oci/reference.ts";
import type { ProposeFacts } from "./facts.ts";
import { type ReadConfiguration, referenceKey, tagsWrittenOn } from "./written.ts";

const from = /^\s*FROM\s+(?:--platform=\S+\s+)?([^\s$@]+)(?:\s|$)/gim;

/** A note for each base that is an image of the configuration under a tag that it does not publish. */
export function unpublishedBases(configuration: ReadConfiguration, sample: Sample, { textOf }: ProposeFacts): string[] {
  const written = new Set(tagsWrittenOn({ on: "schedule", cron: "" }, configuration, sample).map(referenceKey));
  const owners = new Map(
    configuration.units.flatMap((unit) =>
      unit.destinations.map(({ repository }) => [repositoryKey(repository), unit.image] as const),
    ),
  );
  const files = new Set(configuration.units.map(({ build }) => build.dockerfile));
  return [...files].flatMap((file) =>
    [...(textOf(file) ?? "").matchAll(from)].flatMap(([, reference = ""]) => {
      const [, name = "", tag = "latest"] = /^(.+?)(?::([^/:]+))?$/.exec(reference) ?? [];
      const repository = withRegistry(name);
      const image = owners.get(repositoryKey(repository));
      if (image === undefined || written.has(referenceKey({ repository, tag }))) return [];
      return [`${file} builds on ${reference}, which this configuration does not publish: name a tag of the image ${image}.`];
    }),
  );
}
