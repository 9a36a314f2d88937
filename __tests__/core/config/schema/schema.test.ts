import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { jsonSchemas } from "../../../../tools/json-schemas.ts";
import { faultsOf } from "../support.ts";

describe.each(jsonSchemas())("$file", ({ file, text }) => {
  test("matches the output of `npm run schema`", () => {
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("is draft-07", () => {
    const schema: unknown = JSON.parse(text);
    expect(schema).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#", title: expect.any(String) });
    expect(new Ajv({ strict: false }).validateSchema(schema as object)).toBe(true);
  });
});

test("every key of the configuration has a description for editors", () => {
  expect(undescribed(JSON.parse(jsonSchemas()[0]?.text ?? ""), "")).toEqual([]);
});

/** Keys that an editor would have nothing to say about. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const below = Object.entries(schema).flatMap(([key, value]) =>
    key === "properties" ? [] : undescribed(value, `${path}/${key}`),
  );
  const properties = "properties" in schema ? Object.entries(schema.properties as Record<string, object>) : [];
  const own = properties.flatMap(([key, value]) => [
    ...("description" in value ? [] : [`${path}.${key}`]),
    ...undescribed(value, `${path}.${key}`),
  ]);
  return [...own, ...below];
}

const validate = new Ajv({ strict: false }).compile(JSON.parse(jsonSchemas()[0]?.text ?? "") as object);

test.each([
  "images: { a: { context: . } }",
  "promotion: never\nmatrix: { os: [el9, 10], include: [{ os: el9, x: 1 }], exclude: [{ os: 10 }] }\nimages: { a: { context: . } }",
  "streams: { release: , testing: { args: { A: 1 } } }\nimages: { a: { context: . , matrix: false, required: { when: { stream: testing } } } }",
  "registries: [ghcr.io/a, { name: docker.io/a, required: false, when: { stream: [release] } }]\nimages: { a/b: { context: ., secrets: [A, { id: b, src: c }] } }",
  "images: { a: { context: ., tests: [{ run: ls }, { exec: [a, 1], within: 5s }, { script: [a.sh, b], files: [c], env: { A: true } }] } }",
  "defaults: { context: ., args: { A: 1 } }\nimages: { a: , b: {}, c: { context: c } }",
  "images: { a: &a { context: ., args: { A: 1 } }, b: { <<: *a } }",
  "values: { v: { file: v.txt }, w: { file: '{image}.txt', match: '^a(.)$' } }\nimages: { a: { context: ., values: { v: { file: x.txt } } } }",
  "matrix: { os: [a, b] }\nimages: { a: { context: ., platforms: [linux/amd64, { platform: linux/arm64, when: { os: a } }] } }",
])("editors and Tagstream accept: %s", (yaml) => {
  expect(faultsOf(yaml)).toEqual([]);
  expect(validate(parse(yaml, { merge: true }))).toBe(true);
});

test.each([
  "images: {}",
  "images: { a: {} }",
  "images: { A: { context: . } }",
  "images: { a: { context: ., zzz: 1 } }",
  "images: { a: { context: ., platforms: [amd64] } }",
  "images: { a: { context: ., tests: [{ exec: ls, within: 60 }] } }",
  "promotion: always\nimages: { a: { context: . } }",
  "streams: [release]\nimages: { a: { context: . } }",
  "matrix: { os: el9 }\nimages: { a: { context: . } }",
  "registries: []\nimages: { a: { context: . } }",
  "images: { a: }",
  "defaults: { tag: x }\nimages: { a: { context: . } }",
  "defaults: { context: . }\nimages: { a: x }",
  "values: { V: { file: v.txt } }\nimages: { a: { context: . } }",
  "values: { v: { match: (x) } }\nimages: { a: { context: . } }",
  "images: { a: { context: ., platforms: [{ when: { stream: release } }] } }",
])("editors and Tagstream refuse: %s", (yaml) => {
  expect(faultsOf(yaml)).toHaveLength(1);
  expect(validate(parse(yaml))).toBe(false);
});
