import { joinedKeys } from "../document/defaults.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import { holds } from "../matrix/condition.ts";
import type { ImageModel, Model, RepositoryModel } from "../model.ts";
import type { Draft } from "../units/draft.ts";
import type { ValueModel, ValueModels } from "../values/value-model.ts";
import { bySource } from "./by-source.ts";
import { checkTogether } from "./follow.ts";
import { checkPinnedUnits } from "./pins.ts";
import { checkRunners } from "./runners.ts";

/**
 * Warns about parts without effect: an alias or a registry that matches no unit, an empty stream.
 */
export function checkUnused(
  model: Model,
  drafts: readonly Draft[],
  usedValues: ReadonlySet<ValueModel>,
  problems: Problems,
): void {
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
  checkDefaults(model, problems);
  for (const { name, path } of new Set(
    [model.values, ...model.images.map(({ values }) => values)].flatMap(valuesNot(usedValues)),
  ))
    problems.add("config-idle", `no text of a unit uses the value {${name}}`, path, "key", "warning");
  checkPlatforms(model.images, drafts, problems);
  checkTogether(model, drafts, problems);
  checkRunners(model, drafts, problems);
  checkPinnedUnits(model, drafts, problems);
  const streams = new Set(drafts.map(({ unit }) => unit.stream));
  for (const stream of model.config.streams ? model.streams : []) {
    if (streams.has(stream)) continue;
    problems.add("config-idle", `no image is in the stream "${stream}"`, ["streams", stream], "key", "warning");
  }
}

function valuesNot(used: ReadonlySet<ValueModel>): (values: ValueModels) => ValueModel[] {
  return (values) => [...values.values()].filter((value) => !used.has(value));
}

/** Warns about keys of `defaults`, and about names in its maps, that every image replaces. */
function checkDefaults({ config, images }: Model, problems: Problems): void {
  const check = (path: Path) => {
    if (images.some(({ path: image }) => problems.isInherited([...image, ...path]))) return;
    const message = `every image has its own \`${path.at(-1)}\`: this one has no effect`;
    problems.add("config-idle", message, ["defaults", ...path], "key", "warning");
  };
  for (const [key, value] of Object.entries(config.defaults ?? {})) {
    if (joinedKeys.includes(key)) for (const name of Object.keys(value as object)) check([key, name]);
    else check([key]);
  }
}

/** Warns about platforms with a `when` that holds for no unit. */
function checkPlatforms(images: readonly ImageModel[], drafts: readonly Draft[], problems: Problems): void {
  for (const { entry, users } of bySource(images, ({ platforms }) => platforms.filter(({ when }) => when), problems)) {
    const isUsed = ({ image, source, combination: { values, stream } }: Draft) =>
      !source && users.includes(image) && holds(entry.condition, { ...values, stream });
    if (!drafts.some(isUsed))
      problems.add("config-idle", `no unit is built for ${entry.platform} by this entry`, entry.path, "value", "warning");
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
