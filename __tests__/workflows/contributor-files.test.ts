import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as v from "valibot";
import { parse } from "yaml";
import { root } from "../support/workflow-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const text = v.pipe(v.string(), v.nonEmpty());

// As GitHub's documentation on the syntax of issue forms has it. A form with a fault is not offered, and nothing says why.
const validations = v.optional(v.strictObject({ required: v.boolean() }));
const labelled = { label: text, description: v.optional(text) };
const identified = { id: v.pipe(v.string(), v.regex(/^[\w-]+$/)), validations };
const field = v.variant("type", [
  v.strictObject({ type: v.literal("markdown"), attributes: v.strictObject({ value: text }) }),
  v.strictObject({
    type: v.literal("input"),
    ...identified,
    attributes: v.strictObject({ ...labelled, placeholder: v.optional(text), value: v.optional(text) }),
  }),
  v.strictObject({
    type: v.literal("textarea"),
    ...identified,
    attributes: v.strictObject({
      ...labelled,
      placeholder: v.optional(text),
      value: v.optional(text),
      render: v.optional(text),
    }),
  }),
  v.strictObject({
    type: v.literal("dropdown"),
    ...identified,
    attributes: v.strictObject({
      ...labelled,
      multiple: v.optional(v.boolean()),
      options: v.pipe(v.array(text), v.minLength(1)),
    }),
  }),
  v.strictObject({
    type: v.literal("checkboxes"),
    ...identified,
    attributes: v.strictObject({
      ...labelled,
      options: v.pipe(v.array(v.strictObject({ label: text, required: v.optional(v.boolean()) })), v.minLength(1)),
    }),
  }),
]);
const form = v.strictObject({
  name: text,
  description: text,
  labels: v.array(text),
  body: v.pipe(
    v.array(field),
    v.check((fields) => fields.some(({ type }) => type !== "markdown"), "no field to fill in"),
    v.check((fields) => {
      const ids = fields.flatMap((one) => ("id" in one ? [one.id] : []));
      return new Set(ids).size === ids.length;
    }, "an id twice"),
  ),
});
const chooser = v.strictObject({
  blank_issues_enabled: v.boolean(),
  contact_links: v.array(v.strictObject({ name: text, url: v.pipe(v.string(), v.url()), about: text })),
});

const folder = ".github/ISSUE_TEMPLATE";
const forms = readdirSync(path.join(root, folder)).filter((file) => file !== "config.yml");
const problems = (value: unknown): string[] => v.safeParse(form, value).issues?.map(({ message }) => message) ?? [];

describe("issue forms", () => {
  test("there is one for each kind", () => {
    expect(forms.sort()).toEqual(["bug.yml", "feature.yml", "registry-quirk.yml"]);
  });

  test.each(forms)("%s is valid", (file) => expect(problems(parse(read(`${folder}/${file}`)))).toEqual([]));

  test.each([
    ["an unknown key", "render: text", "renders: text"],
    ["an unknown type", "type: dropdown", "type: select"],
    ["an id twice", "id: expected", "id: actual"],
    ["no label", "      label: Version\n", ""],
    ["no name", "name: Bug\n", ""],
  ])("%s would be found", (_, from, to) => {
    const changed = read(`${folder}/bug.yml`).replace(from, to);
    expect(changed).not.toBe(read(`${folder}/bug.yml`));
    expect(problems(parse(changed))).not.toEqual([]);
  });

  test("the chooser is valid, and its links lead to files that exist", () => {
    const { contact_links } = v.parse(chooser, parse(read(`${folder}/config.yml`)));
    const files = contact_links.flatMap(({ url }) => /\/blob\/main\/(.+)$/.exec(url)?.[1] ?? []);
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});

describe("CODEOWNERS", () => {
  test("names the placeholder alone", () => {
    const owners = read(".github/CODEOWNERS").replace(/^#.*$/gm, "").match(/@\S+/g);
    expect(owners).toEqual(["@OWNER"]);
  });
});
