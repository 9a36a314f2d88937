import { namesBuilt, partOf } from "../../lib/placeholder.ts";
import { knownAre, listed, nearest } from "../../lib/text/nearest.ts";
import { evaluatedNames, labelKey } from "../../tags/alias-pattern.ts";
import { versionParts } from "../../tags/version-pattern.ts";
import { isVersionName } from "../../versions/placeholders.ts";
import type { Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel, Model } from "../model.ts";
import { comesFromTags } from "../units/version-values.ts";
import { isPlainText } from "../values/plain-text.ts";
import { bySource } from "./by-source.ts";
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
    ...(image.scan?.script ?? []),
  ];
}

/** Reports placeholders that no image with this text knows. */
export function checkPlaceholders(model: Model, problems: Problems): void {
  const { images } = model;
  if (!model.lacksMatrix) checkCommonFields(model, problems);
  for (const { entry, users } of bySource(images, (image) => ownFields(image, model), problems))
    checkField(entry, users, model, problems);
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
  for (const stream of model.streams) {
    const users = images.filter(({ streams }) => streams.includes(stream));
    for (const field of fieldsOfStream(stream, model)) checkField(field, users, model, problems);
  }
}

/** All texts of a stream's own that may contain placeholders. */
function fieldsOfStream(stream: string, { streamArgs, follows }: Model): Field[] {
  const tests = follows.get(stream)?.tests ?? [];
  const named = [streamArgs.get(stream) ?? [], ...tests.map(({ env }) => env)];
  return [...named.flatMap((fields) => fields.map(([, field]) => field)), ...tests.flatMap(({ command }) => command)];
}

/**
 * Whether a text may name the version that a unit is built as. A stream tag is the same for all, and
 * an image with versions alone has the same paths and tests without a version. A stream that follows
 * another one tests images of earlier versions, too.
 */
function mayNameVersion({ path, built, alias }: Field, users: readonly ImageModel[], model: Model): boolean {
  if (path[0] === "streams") return path[2] === "args" && comesFromTags(model, String(path[1]));
  if (path.at(-1) === "tag" && !alias) return false;
  return users.some(({ config, streams }) =>
    config.streams === false ? built : streams.some((stream) => comesFromTags(model, stream)),
  );
}

function checkField(field: Field, users: readonly ImageModel[], model: Model, problems: Problems): void {
  const { template, path } = field;
  if (!field.built && namesBuilt(template.text)) {
    problems.add(
      "config-placeholder",
      "`{built}` has a value only once the build begins: use it only in `args`, `labels` and `annotations`. For the literal text, write {{built}}",
      path,
    );
  }
  checkLabels(field, problems);
  checkShaDigits(field, problems);
  if (template.names.length === 0 || users.length === 0 || !users.every((image) => knowsNames(image, problems))) return;
  const known = new Set(["image", ...users.flatMap(({ vocabulary, values }) => [...vocabulary.keys(), ...values.keys()])]);
  if (field.alias) for (const name of evaluatedNames) known.add(name);
  if (mayNameVersion(field, users, model)) for (const part of versionParts) known.add(part);
  const unknown = template.names.filter(
    (name) => !known.has(partOf(name) ?? name) && !users.every((image) => isPlainText(name, image)),
  );
  const [first] = unknown;
  if (first !== undefined) problems.add("config-placeholder", messageFor(first, unknown, field, known), path);
}

function messageFor(first: string, unknown: readonly string[], { alias, built }: Field, known: ReadonlySet<string>): string {
  if (alias && unknown.includes("label")) {
    return "{label} needs the name of a label, such as {label:org.opencontainers.image.version}";
  }
  const early = unknown.find((name) => (evaluatedNames as readonly string[]).includes(name));
  if (early !== undefined) {
    return `only an alias may use {${early}}: it changes with every publication, so nothing could be promoted or left alone. For the literal text, write {{${early}}}`;
  }
  return built && unknown.every(isVersionName) ? noVersionMessage(first) : unknownMessage(first, unknown, known);
}

function noVersionMessage(name: string): string {
  return `{${name}} has no value: the builds of a stream from the default branch are of no version. Give the image \`streams: false\`, the stream \`from: { tag: … }\`, or the text another placeholder. For the literal text, write {{${name}}}`;
}

function unknownMessage(first: string, unknown: readonly string[], known: ReadonlySet<string>): string {
  const guess = unknown.length === 1 ? nearest(partOf(first) ?? first, known) : undefined;
  const part = first.slice((partOf(first) ?? first).length);
  const hint = guess === undefined ? `${knownAre([...known].map((name) => `{${name}}`))}.` : `: did you mean {${guess}${part}}?`;
  const text = listed(unknown.map((name) => `{${name}}`));
  const subject = unknown.length === 1 ? "placeholder" : "placeholders";
  const escaped = listed(unknown.map((name) => `{{${name}}}`));
  const advice = part === "" ? ` For the literal text, write ${escaped}` : "";
  return `unknown ${subject} ${text}${hint}${advice}`;
}

/** `{label:…}`, but not in `${…}` or in double braces, which are other tools' text. */
const labelToken = /(?<![${])\{label:([^{}]*)\}(?!\})/g;

/** Reports labels where the text is needed before the image has any, and labels without a name. */
function checkLabels({ template, path, alias }: Field, problems: Problems): void {
  if (path[2] === "tests" || path[2] === "scan") return;
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

/** `{sha:…}`, as above. */
const shaToken = /(?<![${])\{sha:([^{}]*)\}(?!\})/g;

/** Reports commits where the text is needed before anything is published, and numbers of digits that no commit has. */
function checkShaDigits({ template, path, alias }: Field, problems: Problems): void {
  if (path[2] === "tests" || path[2] === "scan") return;
  for (const [token, digits = ""] of template.text.matchAll(shaToken)) {
    const isNumber = /^\d{1,2}$/.test(digits) && Number(digits) >= 7 && Number(digits) <= 40;
    if (isNumber === (alias ?? false) || problems.hasError(...path)) continue;
    const message = isNumber
      ? `only an alias may use ${token}: it changes with every publication, so nothing could be promoted or left alone`
      : `${token} needs the number of a commit's first digits, from 7 to 40: {sha:7}`;
    if (isNumber || alias) problems.add("config-placeholder", message, path);
  }
}
