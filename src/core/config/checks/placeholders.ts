import { namesBuilt } from "../../lib/placeholder.ts";
import { knownAre, listed, nearest } from "../../lib/text/nearest.ts";
import type { Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel, Model } from "../model.ts";
import { knowsNames } from "./depends-on-invalid.ts";

/** All texts of an image's own that may contain placeholders. */
function ownFields(image: ImageModel, model: Model): Field[] {
  const named = [image.args, image.contexts, image.labels, image.annotations, ...image.tests.map(({ env }) => env)];
  return [
    ...(image.tag && image.tag !== model.tag ? [image.tag] : []),
    ...(image.aliases === model.aliases ? [] : image.aliases.map(({ field }) => field)),
    ...[image.context, image.dockerfile, image.target].filter((field) => field !== undefined),
    ...named.flatMap((fields) => fields.map(([, field]) => field)),
    ...image.tests.flatMap(({ command }) => command),
  ];
}

/** Reports placeholders that no image with this text knows. */
export function checkPlaceholders(model: Model, problems: Problems): void {
  const { images } = model;
  if (!model.lacksMatrix) checkCommonFields(model, problems);
  for (const image of images) for (const field of ownFields(image, model)) checkField(field, [image], problems);
}

function checkCommonFields(model: Model, problems: Problems): void {
  const { images } = model;
  if (model.tag)
    checkField(
      model.tag,
      images.filter(({ tag }) => tag === model.tag),
      problems,
    );
  for (const { field } of model.aliases)
    checkField(
      field,
      images.filter(({ aliases }) => aliases === model.aliases),
      problems,
    );
  for (const [stream, args] of model.streamArgs) {
    for (const [, field] of args)
      checkField(
        field,
        images.filter(({ streams }) => streams.includes(stream)),
        problems,
      );
  }
}

function checkField({ template, path, built }: Field, users: readonly ImageModel[], problems: Problems): void {
  if (!built && namesBuilt(template.text)) {
    problems.add(
      "config-placeholder",
      "`{built}` has a value only once the build begins: use it only in `args`, `labels` and `annotations`. For the literal text, write {{built}}",
      path,
    );
  }
  if (template.names.length === 0 || users.length === 0 || !users.every((image) => knowsNames(image, problems))) return;
  const known = new Set(["image", ...users.flatMap(({ vocabulary }) => [...vocabulary.keys()])]);
  const unknown = template.names.filter((name) => !known.has(name));
  const [first] = unknown;
  if (first === undefined) return;
  const guess = unknown.length === 1 ? nearest(first, known) : undefined;
  const hint = guess === undefined ? `${knownAre([...known].map((name) => `{${name}}`))}.` : `: did you mean {${guess}}?`;
  const text = listed(unknown.map((name) => `{${name}}`));
  problems.add(
    "config-placeholder",
    `unknown ${unknown.length === 1 ? "placeholder" : "placeholders"} ${text}${hint} For the literal text, write ${listed(unknown.map((name) => `{{${name}}}`))}`,
    path,
  );
}
