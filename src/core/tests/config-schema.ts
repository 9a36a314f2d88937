import * as v from "valibot";
import { duration, platforms, text, variableName } from "../lib/config-scalars.ts";
import { testKinds } from "./kinds.ts";
import { waiverSchema } from "./waiver.ts";

type Kind = (typeof testKinds)[number];
type Both<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void ? All : never;

/** The keys that select a kind. A later check requires exactly one of them in each test. */
type Selectors = { [Name in Kind["name"]]: v.ExactOptionalSchema<Kind["value"], undefined> };

// Object.fromEntries and Object.assign lose the names of the keys, which the kinds' own types still
// have.
const selectors = Object.fromEntries(testKinds.map(({ name, value }) => [name, v.exactOptional(value)])) as Selectors;
const limits = Object.assign({}, ...testKinds.map((kind) => kind.limits)) as Both<Kind["limits"]>;
const options = Object.assign({}, ...testKinds.map((kind) => kind.options)) as Both<Kind["options"]>;

/** One test of the configuration: the keys of all kinds together. */
export const testConfigSchema = v.strictObject({
  name: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^[^\s](?:[^\r\n]*[^\s])?$/, "a name is one line of text, without a space at its beginning or end"),
      v.description("Its name in reports. Default: the command."),
    ),
  ),
  ...selectors,
  ...limits,
  timeout: v.exactOptional(duration("Time limit of the whole test. Default: `5m`.")),
  env: v.exactOptional(
    v.pipe(
      v.record(variableName("A variable."), text("Its value; may have placeholders.")),
      v.description("Environment variables of the command."),
    ),
  ),
  platforms: v.exactOptional(
    platforms("The platforms that the test runs on. Every plan and summary lists the exempt ones. Default: all of the image's."),
  ),
  waived: v.exactOptional(
    v.pipe(
      waiverSchema,
      v.description(
        "Until a day, a failure of this test does not keep an image from being published. The test runs, and every plan, summary and comment says that it is waived.",
      ),
    ),
  ),
  ...options,
});

export type TestConfig = v.InferOutput<typeof testConfigSchema>;
