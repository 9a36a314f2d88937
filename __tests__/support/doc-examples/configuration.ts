import { configurationSchema } from "../../../src/core/config/schema/schema.ts";
import type { ExampleKind } from "./kind.ts";
import { planFaults } from "./planned.ts";
import { keysOf, yamlOf } from "./yaml.ts";

const known = new Set(Object.keys(configurationSchema.entries));

/** Whether the top level of a configuration has the key. */
export const isConfigurationKey = (key: string): boolean => known.has(key);

/** The least configuration, to which an example of other keys is added. */
export const anImage = "images: { squid: { context: . } }\n";

/** A configuration, or some keys of one. A repository of the files that it names is planned. */
export const configuration: ExampleKind = {
  name: "configuration",
  is: (example) => {
    const keys = keysOf(yamlOf(example));
    return !keys.includes("apiVersion") && (keys.includes("images") || (keys.length > 0 && keys.every(isConfigurationKey)));
  },
  faults: ({ text }) => planFaults(keysOf(yamlOf({ language: "yaml", text })).includes("images") ? text : `${text}\n${anImage}`),
};
