import { namesBuilt } from "../../lib/placeholder.ts";
import { knownAre, listed, nearest } from "../../lib/text/nearest.ts";
import { evaluatedNames, labelKey, versionNames } from "../../tags/alias-pattern.ts";
import type { Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel, Model } from "../model.ts";
import { knowsNames } from "./depends-on-invalid.ts";

/** All texts of an image's own that may contain placeholders. */
function ownFields(image: ImageModel, model: Model): Field[] {
  const named = [image.args, image.contexts, image.labels, ...image.tests.map(({ env }) => env)];
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
  for (const image of images) for (const field of ownFields(image, model)) checkField(field, [image], model, problems);
}

function checkCommonFields(model: Model, problems: Problems): void {
  const { images } = model;
  if (model.tag)
    checkField(
      model.tag,
      images.filter(({ tag }) => tag === model.tag),
      model,
      problems,
    );
  for (const { field } of model.aliases)
    checkField(
      field,
      images.filter(({ aliases }) => aliases === model.aliases),
      model,
      problems,
    );
  for (const [stream, args] of model.streamArgs) {
    for (const [, field] of args)
      checkField(
        field,
        images.filter(({ streams }) => streams.includes(stream)),
        model,
        problems,
      );
  }
}

function checkField(field: Field, users: readonly ImageModel[], model: Model, problems: Problems): void {
  const { template, path, built } = field;
  if (!built && namesBuilt(template.text)) {
    problems.add(
      "config-placeholder",
      "`{built}` has a value only once the build begins: use it only in `args` and `labels`. For the literal text, write {{built}}",
      path,
    );
  }
  checkLabels(field, problems);
  if (template.names.length === 0 || users.length === 0 || !users.every((image) => knowsNames(image, problems))) return;
  const streams = users.flatMap((image) => image.streams);
  const ofPublications: string[] = [
    ...evaluatedNames,
    ...(streams.some((stream) => namesVersion(model, stream)) ? versionNames : []),
  ];
  const known = new Set(["image", ...users.flatMap(({ vocabulary }) => [...vocabulary.keys()])]);
  if (field.alias) for (const name of ofPublications) known.add(name);
  const unknown = template.names.filter((name) => !known.has(name));
  if (field.alias && unknown.includes("label")) {
    problems.add("config-placeholder", "{label} needs the name of a label: {label:org.opencontainers.image.version}", path);
    return;
  }
  const early = unknown.find((name) => (evaluatedNames as readonly string[]).includes(name));
  if (early !== undefined) {
    const message = `only an alias may use {${early}}: it changes with every publication, so nothing could be promoted or left alone. For the literal text, write {{${early}}}`;
    problems.add("config-placeholder", message, path);
    return;
  }
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

/** Whether the units of a stream have a version: it comes from git tags. */
export function namesVersion({ config }: Model, stream: string): boolean {
  const { from } = (config.streams?.[stream] ?? {}) as { from?: { tag?: string } };
  return from?.tag !== undefined;
}

/** `{label:…}`, but not in `${…}` or in double braces, which are other tools' text. */
const labelToken = /(?<![${])\{label:([^{}]*)\}(?!\})/g;

/** Reports labels where the text is needed before the image has any, and labels without a name. */
function checkLabels({ template, path, alias }: Field, problems: Problems): void {
  if (path[2] === "tests") return;
  for (const [token, key = ""] of template.text.matchAll(labelToken)) {
    const isName = labelKey.test(key);
    if (isName === (alias ?? false) || problems.hasError(...path)) continue;
    if (isName) {
      const message = `only an alias may use ${token}: the image has its labels once it is built`;
      problems.add("config-placeholder", message, path);
    } else if (alias) {
      const message = `${token} needs the name of a label, such as {label:org.opencontainers.image.version}`;
      problems.add("config-placeholder", message, path);
    }
  }
}
