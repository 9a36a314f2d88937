import { normalRepository, registryFault, repositoryKey } from "../../oci/reference.ts";
import type { Unit } from "../../unit/unit.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel, Model } from "../model.ts";
import type { Draft } from "./draft.ts";

/** The place of an image's candidates as the configuration has it: a repository, or nowhere. */
type Place = { repository: string; written: string; path: Path } | false | undefined;

/** The place of an image's candidates: its own key goes before the common one. */
function placeOf({ config: own, name, path }: ImageModel, { config }: Pick<Model, "config">): Place {
  if (own.candidates === false) return false;
  if (own.candidates) {
    const written = own.candidates.repository;
    return { repository: normalRepository(written), written, path: [...path, "candidates", "repository"] };
  }
  if (!config.candidates) return config.candidates;
  const written = `${config.candidates.registry}/${name}`;
  return { repository: normalRepository(written), written, path: ["candidates", "registry"] };
}

/** The key `candidates` of an image's units; absent for the first destination. */
export function candidatesOf(image: ImageModel, model: Pick<Model, "config">): Pick<Unit, "candidates"> {
  const place = placeOf(image, model);
  if (place === undefined) return {};
  return { candidates: place === false ? false : place.repository };
}

/** Reports candidates' registries and repositories that are invalid by themselves. */
export function checkCandidates(model: Model, problems: Problems): void {
  const { candidates } = model.config;
  if (candidates) checkName(candidates.registry, "registry", ["candidates", "registry"], problems);
  for (const { config, path } of model.images)
    if (config.candidates) checkName(config.candidates.repository, "repository", [...path, "candidates", "repository"], problems);
}

function checkName(name: string, kind: "registry" | "repository", path: Path, problems: Problems): void {
  const fault = /[{}]/.test(name) ? `it has placeholders, which are not allowed here` : registryFault(name, kind);
  if (fault !== undefined) problems.add("config-registry", `"${name}" is not a valid ${kind} for candidates: ${fault}`, path);
}

/**
 * Reports candidates that would go to a repository which publishes: the jobs of pull requests would
 * need the right to move streams. One message for each place.
 */
export function checkCandidatesApart(drafts: readonly Draft[], model: Model, problems: Problems): void {
  const published = new Map<string, Unit>();
  for (const { unit } of drafts) for (const { repository } of unit.destinations) published.set(repositoryKey(repository), unit);
  const owners = new Map<string, ImageModel>();
  for (const image of new Set(drafts.map((draft) => draft.image))) {
    const place = placeOf(image, model);
    if (!place || problems.hasErrorBelow(...place.path)) continue;
    const key = repositoryKey(place.repository);
    const unit = published.get(key);
    const other = owners.get(key);
    owners.set(key, image);
    if (unit) {
      const message = `${place.written} is a destination of ${unit.name}, so it cannot hold candidates. Name another repository, or remove \`candidates\``;
      problems.add("config-registry", message, place.path);
    } else if (other && other !== image) {
      problems.add("config-registry", `${place.written} already holds the candidates of "${other.name}"`, place.path);
    }
  }
}
