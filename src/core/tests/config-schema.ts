import * as v from "valibot";
import { duration, platforms, text, variableName } from "../lib/config-scalars.ts";
import { testKinds } from "./kinds.ts";

type Kind = (typeof testKinds)[number];
type Both<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void ? All : never;

/** The keys that select a kind. A test has exactly one of them, which is checked after the schema. */
type Selectors = { [Name in Kind["name"]]: v.ExactOptionalSchema<Kind["value"], undefined> };

// Object.fromEntries and Object.assign lose the names of the keys, which the kinds' own types still have.
const selectors = Object.fromEntries(testKinds.map(({ name, value }) => [name, v.exactOptional(value)])) as Selectors;
const limits = Object.assign({}, ...testKinds.map((kind) => kind.limits)) as Both<Kind["limits"]>;
const options = Object.assign({}, ...testKinds.map((kind) => kind.options)) as Both<Kind["options"]>;

/** One test of the configuration: the keys of all kinds together. */
export const testConfigSchema = v.strictObject({
  name: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^[^\s](?:[^\r\n]*[^\s])?$/, "a name is one line of text, with no space around it"),
      v.description("Its name in reports. Default: the command."),
    ),
  ),
  ...selectors,
  ...limits,
  timeout: v.exactOptional(duration("How long the whole test may take. Default: `5m`.")),
  env: v.exactOptional(
    v.pipe(
      v.record(variableName("A variable."), text("Its value; may have placeholders.")),
      v.description("Environment variables of the command."),
    ),
  ),
  platforms: v.exactOptional(
    platforms(
      "The platforms that it runs on: an exemption of the others, which every plan and summary shows. Default: all of the image's.",
    ),
  ),
  ...options,
});

export type TestConfig = v.InferOutput<typeof testConfigSchema>;
