import { defaultRegistry } from "../config/default-registry.ts";
import type { ProposeFacts } from "./facts.ts";
import type { ImageDraft } from "./image-draft.ts";
import type { ImageTags } from "./image-tags.ts";
import type { Yaml, YamlMap } from "./yaml-text.ts";

/** Where images go: registries of all, and the repositories of those that do not follow them. */
export interface RegistriesDraft {
  /** Absent: the default. */
  registries?: readonly Yaml[];
  /** By image. */
  destinations: ReadonlyMap<string, readonly Yaml[]>;
}

/** The registries of most images. An image with other names has destinations of its own. */
export function registriesOf(
  all: readonly { draft: ImageDraft; tags: ImageTags }[],
  { repository, serverUrl }: Pick<ProposeFacts, "repository" | "serverUrl">,
): RegistriesDraft {
  const owner = repository.split("/")[0] ?? "";
  const fallback = defaultRegistry({ owner, ...(serverUrl === undefined ? {} : { server: serverUrl }) });
  const usual = "registry" in fallback ? JSON.stringify([fallback.registry]) : undefined;
  const images = all.filter(({ draft }) => draft.repositories.length > 0);
  const bases = images.map((image) => basesOf(image));
  const counts = new Map<string, number>();
  for (const one of bases) if (one) counts.set(JSON.stringify(one), (counts.get(JSON.stringify(one)) ?? 0) + 1);
  const [common] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  const destinations = images.flatMap((image, index): [string, readonly Yaml[]][] =>
    common !== undefined && JSON.stringify(bases[index]) === common
      ? []
      : [[image.draft.name, entriesOf(image, (name) => name) ?? []]],
  );
  const registries: readonly Yaml[] | undefined = common === undefined || common === usual ? undefined : JSON.parse(common);
  return { ...(registries ? { registries } : {}), destinations: new Map(destinations) };
}

/** The registries that give an image its repositories under its name; undefined if none do. */
function basesOf(image: { draft: ImageDraft; tags: ImageTags }): readonly Yaml[] | undefined {
  const ending = `/${image.draft.name}`;
  return entriesOf(image, (repository) =>
    repository.endsWith(ending) && repository.length > ending.length ? repository.slice(0, -ending.length) : undefined,
  );
}

function entriesOf(
  { draft, tags }: { draft: ImageDraft; tags: ImageTags },
  nameOf: (repository: string) => string | undefined,
): Yaml[] | undefined {
  const entries: Yaml[] = [];
  for (const { repository, channels } of draft.repositories) {
    const name = nameOf(repository);
    if (name === undefined) return undefined;
    const own = tags.streams.filter(({ key }) => channels.includes(key)).map((stream) => stream.name);
    const isLimited = own.length > 0 && own.length < tags.streams.length;
    const when: YamlMap = { stream: own.length === 1 ? (own[0] ?? "") : own };
    entries.push(isLimited ? { name, when } : name);
  }
  return entries;
}
