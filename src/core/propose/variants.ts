import type { Recipe } from "../existing/model.ts";
import { groupBy } from "../lib/group-by.ts";
import { repositoryKey } from "../oci/reference.ts";
import { type Axis, axesOf } from "./axes.ts";
import type { ImageGroup } from "./group-images.ts";
import type { ImageDraft, PlatformDraft, TagRule } from "./image-draft.ts";
import { channelKey, type PatternedReference } from "./patterned.ts";
import { endingOf, type Row, rowsOf } from "./rows.ts";
import { dimensionName, withPlaceholder } from "./value-placeholder.ts";

/** The images of a group: one, perhaps with a matrix; one for each variant if no matrix gives their tags. */
export function draftsOf(group: ImageGroup): ImageDraft[] {
  const rows = rowsOf(group.builds);
  const [only, ...others] = rows;
  if (!only) return [];
  if (others.length === 0) return [draftOf(group, group.name, only)];
  const axes = axesOf(rows);
  const together = axes && matrixDraft(group, rows, axes);
  if (together) return [together];
  return separate(group, rows, axes);
}

/**
 * An image for each row, named after the ending of its tags. One row of each channel may have none: the
 * names of streams tell those apart.
 */
function separate(group: ImageGroup, rows: readonly Row[], axes: readonly Axis[] | undefined): ImageDraft[] {
  const plain = plainRows(rows);
  const names = new Set<string>();
  return rows.map((row, index) => {
    const text = endingOf(row) ?? axes?.map(({ values }) => values[index]).join("-") ?? String(index + 1);
    const ending = plain.has(row) ? "" : text.replaceAll(/[^A-Za-z0-9_.-]+/g, "-");
    const name = [group.name, ...(ending === "" ? [] : [slugOf(ending)])].join("-");
    const free = [name, `${name}-${channelWord(row)}`, `${name}-${index + 1}`].find((one) => !names.has(one)) ?? name;
    names.add(free);
    return { ...draftOf({ ...group, repositories: repositoriesOf(row, group) }, free, row), ending };
  });
}

/** The rows without an ending, the first of each channel. */
function plainRows(rows: readonly Row[]): ReadonlySet<Row> {
  const taken = new Set<string>();
  const plain = new Set<Row>();
  for (const row of rows.filter((one) => endingOf(one) === undefined)) {
    const keys = row.references.map(({ channel }) => channelKey(channel));
    if (keys.some((key) => taken.has(key))) continue;
    plain.add(row);
    for (const key of keys) taken.add(key);
  }
  return plain;
}

/** What the first channel of a row is called in a name. */
function channelWord({ references: [first] }: Row): string {
  if (first === undefined || first.channel.is === "default") return "default";
  return first.channel.is === "releases" ? "release" : slugOf(first.channel.branch);
}

function slugOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

/** Of the group's repositories, those where this row is published: no other gets tags that it never had. */
function repositoriesOf({ references }: Row, group: ImageGroup): ImageGroup["repositories"] {
  const own = new Set(references.map(({ repository }) => repositoryKey(repository)));
  return group.repositories.filter(({ repository }) => own.has(repositoryKey(repository)));
}

function draftOf({ repositories }: ImageGroup, name: string, row: Row): ImageDraft {
  const rules = ruleSet(row.references).map(({ repository: _, ...rule }): TagRule => ({ ...rule, when: {} }));
  const { platforms, ...recipe } = row.recipe;
  const everywhere = platforms.map((platform): PlatformDraft => ({ platform, when: {} }));
  return { name, repositories, rules, recipe, platforms: everywhere, channelArgs: row.channelArgs, values: row.values };
}

/** Each pattern once for each channel, whatever the repositories. */
function ruleSet(references: readonly PatternedReference[]): PatternedReference[] {
  const keyOf = ({ pattern, channel }: PatternedReference) => `${channelKey(channel)} ${pattern}`;
  return [...groupBy(references, keyOf).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, scheduled: group.every(({ scheduled }) => scheduled) }] : [];
  });
}

/** What stands for the values of each row in its texts. */
interface Column {
  name: string;
  values: readonly string[];
}

function matrixDraft(group: ImageGroup, rows: readonly Row[], axes: readonly Axis[]): ImageDraft | undefined {
  const [first] = rows;
  if (!first || !isProduct(rows, axes)) return undefined;
  const general = rows.map((row, index) => ruleSet(row.references.map((one) => generalize(one, axes, index))));
  const affixes = affixColumn(general, axes);
  const columns: Column[] = affixes ? [affixes.column] : [];
  const recipe = recipeOf(rows, axes, columns);
  if (!recipe) return undefined;
  const include = columns.length === 0 ? [] : rows.map((_, index) => rowOfMatrix(index, [...axes, ...columns]));
  return {
    name: group.name,
    repositories: group.repositories,
    matrix: { dimensions: Object.fromEntries(axes.map(({ name, values }) => [name, [...new Set(values)]])), include },
    rules: united(affixes?.rules ?? general, axes),
    recipe,
    platforms: platformsOf(rows, axes),
    channelArgs: new Map(rows.flatMap(({ channelArgs }) => [...channelArgs])),
    values: first.values,
  };
}

function rowOfMatrix(index: number, columns: readonly Column[]): Record<string, string> {
  return Object.fromEntries(columns.map(({ name, values }) => [name, values[index] ?? ""]));
}

/** Whether the rows are all the combinations of the axes' values. */
function isProduct(rows: readonly Row[], axes: readonly Axis[]): boolean {
  return axes.reduce((size, { values }) => size * new Set(values).size, 1) === rows.length;
}

function generalize(reference: PatternedReference, axes: readonly Column[], index: number): PatternedReference {
  const pattern = axes.reduce((text, { name, values }) => withPlaceholder(text, values[index] ?? "", name), reference.pattern);
  return { ...reference, pattern };
}

/**
 * The column of endings for variants one of which has none: `latest`, `latest-alpine`. The rules
 * have its placeholder.
 */
function affixColumn(
  general: readonly PatternedReference[][],
  axes: readonly Axis[],
): { column: Column; rules: PatternedReference[][] } | undefined {
  const [axis, ...others] = axes;
  if (!axis || others.length > 0) return undefined;
  const ending = `-{${axis.name}}`;
  const bare = general.map((rules) => rules.every(({ pattern }) => !pattern.includes(`{${axis.name}}`)));
  if (bare.filter(Boolean).length !== 1) return undefined;
  const ended = new Set(
    general.flat().flatMap(({ pattern }) => (pattern.endsWith(ending) ? [pattern.slice(0, -ending.length)] : [])),
  );
  if (ended.size === 0) return undefined;
  const rules = general.map((own, index) =>
    own.map((rule) => {
      if (bare[index]) return ended.has(rule.pattern) ? { ...rule, pattern: `${rule.pattern}{suffix}` } : rule;
      return rule.pattern.endsWith(ending) ? { ...rule, pattern: `${rule.pattern.slice(0, -ending.length)}{suffix}` } : rule;
    }),
  );
  const values = axis.values.map((value, index) => (bare[index] ? "" : `-${value}`));
  return { column: { name: "suffix", values }, rules };
}

/** The rules of all rows: one that some rows have is limited to them. */
function united(general: readonly PatternedReference[][], axes: readonly Axis[]): TagRule[] {
  const keyOf = ({ rule }: { rule: PatternedReference }) => `${channelKey(rule.channel)} ${rule.pattern}`;
  const all = general.flatMap((rules, index) => rules.map((rule) => ({ rule, index })));
  return [...groupBy(all, keyOf).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { repository: _, ...rule } = first.rule;
    const rows = group.map(({ index }) => index);
    return conditionsOf(rows, general.length, axes).map((when): TagRule => ({ ...rule, when }));
  });
}

/** The conditions that hold for these rows alone. */
function conditionsOf(rows: readonly number[], count: number, axes: readonly Axis[]): TagRule["when"][] {
  if (rows.length === count) return [{}];
  const valuesOf = ({ values }: Axis) => [...new Set(rows.map((row) => values[row] ?? ""))];
  const size = axes.reduce((product, axis) => product * valuesOf(axis).length, 1);
  if (size !== rows.length)
    return rows.map((row) => Object.fromEntries(axes.map(({ name, values }) => [name, [values[row] ?? ""]])));
  const limiting = axes.filter((axis) => valuesOf(axis).length < new Set(axis.values).size);
  return [Object.fromEntries(limiting.map((axis) => [axis.name, valuesOf(axis)]))];
}

/** The recipe of all rows, with placeholders for what differs; adds columns for what no axis gives. */
function recipeOf(rows: readonly Row[], axes: readonly Axis[], columns: Column[]): ImageDraft["recipe"] | undefined {
  const text = (name: string, of: (recipe: Recipe) => string | undefined) =>
    commonText(
      name,
      rows.map(({ recipe }) => of(recipe)),
      axes,
      columns,
    );
  const map = (of: (recipe: Recipe) => Readonly<Record<string, string>>) => {
    const names = [...new Set(rows.flatMap(({ recipe }) => Object.keys(of(recipe))))];
    const entries = names.map((name) => [name, text(name, (recipe) => of(recipe)[name])] as const);
    return entries.some(([, value]) => value === undefined) ? undefined : (Object.fromEntries(entries) as Record<string, string>);
  };
  const has = (of: (recipe: Recipe) => string | undefined) => rows.some(({ recipe }) => of(recipe) !== undefined);
  const context = text("context", ({ context: own }) => own);
  const [hasDockerfile, hasTarget] = [has(({ dockerfile }) => dockerfile), has(({ target }) => target)];
  const dockerfile = hasDockerfile
    ? text("dockerfile", (one) => one.dockerfile ?? joinedPath(one.context, "Dockerfile"))
    : undefined;
  const target = hasTarget ? text("target", (one) => one.target) : undefined;
  const [args, contexts, labels] = [map((one) => one.args), map((one) => one.contexts), map((one) => one.labels)];
  if (context === undefined || !args || !contexts || !labels) return undefined;
  if ((hasDockerfile && dockerfile === undefined) || (hasTarget && target === undefined)) return undefined;
  const secrets = [...new Map(rows.flatMap(({ recipe }) => recipe.secrets.map((one) => [one.id, one] as const))).values()];
  return {
    context,
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(target === undefined ? {} : { target }),
    args,
    contexts,
    labels,
    secrets,
  };
}

/** The path of a file in a folder. */
function joinedPath(folder: string, file: string): string {
  return folder === "." ? file : `${folder}/${file}`;
}

function commonText(
  name: string,
  texts: readonly (string | undefined)[],
  axes: readonly Axis[],
  columns: Column[],
): string | undefined {
  const known = texts.filter((one) => one !== undefined);
  if (known.length !== texts.length) return undefined;
  if (new Set(known).size === 1) return known[0];
  const general = known.map((one, index) =>
    axes.reduce((all, axis) => all.split(axis.values[index] ?? "").join(`{${axis.name}}`), one),
  );
  if (new Set(general).size === 1) return general[0];
  const column = dimensionName(name);
  if ([...axes, ...columns].some((other) => other.name === column)) return undefined;
  columns.push({ name: column, values: known });
  return `{${column}}`;
}

function platformsOf(rows: readonly Row[], axes: readonly Axis[]): PlatformDraft[] {
  const all = [...new Set(rows.flatMap(({ recipe }) => recipe.platforms))];
  return all.flatMap((platform) => {
    const own = rows.flatMap(({ recipe }, index) => (recipe.platforms.includes(platform) ? [index] : []));
    return conditionsOf(own, rows.length, axes).map((when): PlatformDraft => ({ platform, when }));
  });
}
