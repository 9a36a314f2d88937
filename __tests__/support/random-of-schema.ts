import * as v from "valibot";
import { createRandom, type Random } from "./chaos/random.ts";

const digits = (random: Random, count: number) => Array.from({ length: count }, () => random.below(16).toString(16)).join("");

const texts: readonly ((random: Random) => string)[] = [
  (random) => `sha256:${digits(random, 64)}`,
  (random) => `docker.io/library/debian:12 sha256:${digits(random, 64)}`,
  (random) => `2026-${10 + random.below(3)}-1${random.below(10)}T0${random.below(10)}:17:00Z`,
  (random) => `202611${10 + random.below(20)}-0617`,
  (random) => digits(random, random.below(41)),
  (random) =>
    random.pick([
      "",
      " ",
      "__proto__",
      "constructor",
      "toString",
      "</script><script>",
      "<!--",
      "\uD800",
      "\uDFFF",
      "\uD83D\uDE00",
      "\u0000",
    ]),
  (random) =>
    random.pick(["\u2028", "\u202E", "\\", '"', "sha256:", `sha256:${"A".repeat(64)}`, `sha256:${"0".repeat(65)}`, "-1", "null"]),
  (random) => `sha256:${"0".repeat(64)}${random.pick(["\n", " ", "x"])}`,
  (random) => random.pick(["x", "\uDC00\uD800", "é"]).repeat(random.below(2000)),
];

const numbers: readonly ((random: Random) => number)[] = [
  () => 0,
  (random) => random.below(10),
  (random) => -random.below(1000) - 1,
  (random) => random.next() * 100,
  () => Number.MAX_SAFE_INTEGER,
  () => 1e300,
];

/** A value that a schema accepts, as a seed has it: odd texts and numbers, empty lists, long ones. */
export function randomOf<T>(schema: v.GenericSchema<unknown, T>, seed: number): v.InferInput<typeof schema> {
  return randomValue(schema, createRandom(seed));
}

interface Parts {
  type: string;
  entries?: Record<string, Parts>;
  item?: Parts;
  key?: Parts;
  value?: Parts;
  wrapped?: Parts;
  literal?: unknown;
  options?: readonly unknown[];
}

function randomValue(schema: unknown, random: Random): unknown {
  const { type, entries = {}, item, key, value, wrapped, literal, options = [] } = schema as Parts;
  const accepted = (makers: readonly ((random: Random) => unknown)[]): unknown => {
    for (;;) {
      const made = random.pick(makers)(random);
      if (v.is(schema as v.GenericSchema, made)) return made;
    }
  };
  const list = (length: number) => Array.from({ length }, () => random);
  const length = random.chance(0.02) ? 40 : random.below(4);
  switch (type) {
    case "object": {
      const present = Object.entries(entries).filter(([, part]) => part.type !== "exact_optional" || random.chance(0.6));
      // A later version of Tagstream may have written more keys.
      const more = random.chance(0.1) ? [[random.pick(["__proto__", "later"]), { list: [[], {}, null, true, "x"] }]] : [];
      return Object.fromEntries([...present.map(([name, part]) => [name, randomValue(part, random)]), ...more]);
    }
    case "array":
      return list(length).map(() => randomValue(item, random));
    case "record":
      return Object.fromEntries(list(length).map(() => [randomValue(key, random), randomValue(value, random)]));
    case "nullable":
      return random.chance(0.3) ? null : randomValue(wrapped, random);
    case "exact_optional":
      return randomValue(wrapped, random);
    case "variant":
      return randomValue(random.pick(options), random);
    case "picklist":
      return random.pick(options);
    case "literal":
      return literal;
    case "boolean":
      return random.chance(0.5);
    case "number":
      return accepted(numbers);
    case "string":
      return accepted(texts);
    default:
      throw new TypeError(`no values of the type ${type}`);
  }
}
