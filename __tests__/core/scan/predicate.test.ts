import { expect, test } from "@jest/globals";
import { predicateOf } from "../../../src/core/scan/predicate.ts";

async function predicate(statement: string, chunk = 1 << 20): Promise<string> {
  const bytes = new TextEncoder().encode(statement);
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunk) yield bytes.subarray(start, start + chunk);
  }
  const parts: Uint8Array[] = [];
  for await (const part of predicateOf(chunks())) parts.push(part);
  return Buffer.concat(parts).toString();
}

const list = { name: 'a "quoted" \\ {[,:]} ü', packages: [{ predicate: { nested: [1] } }, []] };

test.each([
  { _type: "https://in-toto.io/Statement/v0.1", subject: [{ predicate: 1 }], predicateType: "x", predicate: list },
  { predicate: list, predicateType: 'a "predicate": {}', subject: [] },
  { other: { predicate: 1 }, predicate: list },
])("is the value of the statement's own member, however the bytes arrive: %j", async (statement) => {
  for (const space of [0, 2]) {
    const text = JSON.stringify(statement, undefined, space);
    for (const chunk of [1, 2, 7, 1 << 20]) expect(JSON.parse(await predicate(text, chunk))).toEqual(list);
  }
});

test.each(["", "{}", "[]", '{"predicates":{}}', '{"a":{"predicate":{}}}', "no JSON"])(
  "is empty where there is none: %s",
  async (text) => {
    expect(await predicate(text)).toBe("");
  },
);
