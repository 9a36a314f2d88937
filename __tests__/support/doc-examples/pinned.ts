import { pinnedFaults } from "../pinned-examples.ts";
import { configuration } from "./configuration.ts";
import type { ExampleKind } from "./kind.ts";
import { workflow } from "./workflow.ts";
import { keysOf, yamlOf } from "./yaml.ts";

/** A file with a pinned image, or another tool's policy about one: any other mapping that names images. */
export const pinned: ExampleKind = {
  name: "pinned file",
  is: (example) =>
    keysOf(yamlOf(example)).length > 0 && /image/i.test(example.text) && !configuration.is(example) && !workflow.is(example),
  faults: ({ text }) => pinnedFaults(text),
};
