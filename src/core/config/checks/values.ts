import { compile, namesBuilt, partOf, reservedNames } from "../../lib/placeholder.ts";
import { listed } from "../../lib/text/nearest.ts";
import { isVersionName } from "../../versions/placeholders.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel, Model } from "../model.ts";
import { comesFromTags } from "../units/version-values.ts";
import type { ValueModel } from "../values/value-model.ts";
import { patternFault } from "../values/value-text.ts";
import { knowsNames } from "./depends-on-invalid.ts";

/** Reports values with names or patterns that they cannot have. */
export function checkValues(model: Model, problems: Problems): void {
  const tagStreams = [...model.from.keys()].filter((stream) => comesFromTags(model, stream));
  for (const value of model.values.values()) {
    const users = model.images.filter(({ values }) => values.get(value.name) === value);
    check(value, users, tagStreams, problems);
  }
  for (const image of model.images) {
    for (const value of image.values.values()) if (value.path[0] === "images") check(value, [image], tagStreams, problems);
  }
}

function check(value: ValueModel, users: readonly ImageModel[], tagStreams: readonly string[], problems: Problems): void {
  const { name, path } = value;
  if (problems.hasErrorBelow(...path)) return;
  const clash = nameFault(name, users, tagStreams, problems);
  if (clash !== undefined) problems.add("config-value-file", `"${name}" cannot be a value: ${clash}`, path, "key");
  checkFile(value, users, problems);
  if (!value.match) return;
  // Any text stands for a placeholder.
  const { text, names } = value.match.template;
  const fault = patternFault(names.reduce((pattern, one) => pattern.replaceAll(`{${one}}`, "x"), text));
  if (fault !== undefined)
    problems.add("config-value-file", `\`${text}\` is not a pattern for a value: ${fault}`, value.match.path);
}

function nameFault(
  name: string,
  users: readonly ImageModel[],
  tagStreams: readonly string[],
  problems: Problems,
): string | undefined {
  if (reservedNames.includes(name)) return "it is a built-in name of every unit";
  const image = users.find((user) => knowsNames(user, problems) && user.vocabulary.has(name));
  if (image) return `it is a name of the matrix of image "${image.name}". Rename one of them`;
  const stream = tagStreams.find((one) => isVersionName(name) && users.some(({ streams }) => streams.includes(one)));
  if (stream === undefined) return undefined;
  return `in the stream "${stream}", {${name}} is the version of the git tag. Rename the value, or use that version`;
}

/** Reports placeholders in `file` and `match` that are none of the matrix. */
function checkFile({ name, file, match }: ValueModel, users: readonly ImageModel[], problems: Problems): void {
  if (users.length === 0 || !users.every((image) => knowsNames(image, problems))) return;
  const known = new Set(["image", ...users.flatMap(({ vocabulary }) => [...vocabulary.keys()])]);
  for (const field of [file, match]) {
    if (!field) continue;
    const text = compile(field.template.text);
    if (namesBuilt(text.text))
      problems.add("config-placeholder", `value "${name}": {built} has a value only once the build begins`, field.path);
    const unknown = text.names.filter((one) => !known.has(one));
    const [first] = unknown;
    if (first === undefined) continue;
    const isValue = users.some(({ values }) => values.has(partOf(first) ?? first));
    const why = isValue
      ? `{${first}} is a value, and no value depends on another one`
      : `unknown placeholder {${first}}: expected ${listed(
          [...known].map((one) => `{${one}}`),
          "or",
        )}`;
    problems.add("config-placeholder", `value "${name}": ${why}`, field.path);
  }
}
