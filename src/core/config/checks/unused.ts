import type { Problems } from "../document/problems.ts";
import { holds } from "../matrix/condition.ts";
import type { Model, RepositoryModel } from "../model.ts";
import type { Draft } from "../units/draft.ts";

/**
 * Warns about parts without effect: an alias or a registry that matches no unit, an empty stream.
 */
export function checkUnused(model: Model, drafts: readonly Draft[], problems: Problems): void {
  if (problems.hasErrorBelow()) return; // units are missing, and errors come first
  const used = new Set(drafts.flatMap(({ aliases }) => aliases));
  for (const alias of new Set([...model.aliases, ...model.images.flatMap(({ aliases }) => aliases)])) {
    if (used.has(alias)) continue;
    problems.add("config-idle", `no unit gets the alias "${alias.field.template.text}"`, alias.path, "value", "warning");
  }
  const common = drafts.filter(({ image }) => !image.destinations);
  checkRepositories(model.registries ?? [], common, problems);
  for (const image of model.images) {
    if (!image.destinations) continue;
    const own = drafts.filter((draft) => draft.image === image);
    checkRepositories(image.destinations, own, problems);
  }
  const streams = new Set(drafts.map(({ unit }) => unit.stream));
  for (const stream of model.config.streams ? model.streams : []) {
    if (streams.has(stream)) continue;
    problems.add("config-idle", `no image is in the stream "${stream}"`, ["streams", stream], "key", "warning");
  }
}

function checkRepositories(entries: readonly RepositoryModel[], users: readonly Draft[], problems: Problems): void {
  for (const { name, condition, path } of entries) {
    const unused = condition
      ? !users.some(({ combination: { values, stream } }) => holds(condition, { ...values, stream }))
      : users.length === 0;
    if (unused) problems.add("config-idle", `no unit is published to ${name}`, path, "value", "warning");
  }
}
