import { metadataAction } from "./metadata/metadata-action.ts";
import { type ReadExisting, readExistingWith } from "./read-existing-with.ts";
import { runScript } from "./shell/run-script.ts";
import type { ExistingSource } from "./source-files.ts";

/**
 * What the workflows of a repository publish today: each is evaluated for each event that starts
 * it, with the sample's values. Ask bake the questions, and call again, until there are none.
 */
export function readExisting(source: ExistingSource): ReadExisting {
  return readExistingWith(source, { metadataAction, runScript });
}
