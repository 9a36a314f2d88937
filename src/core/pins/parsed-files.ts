import type { FoundPin } from "./pin.ts";
import type { YamlFile } from "./yaml-file.ts";

/** The parsed file of each pin, as long as somebody holds the pin: parsing is what takes the time. */
const files = new WeakMap<FoundPin, YamlFile>();

/** Keeps a file with the pins that were found in it. */
export function keepFile(found: readonly FoundPin[], file: YamlFile): void {
  for (const pin of found) files.set(pin, file);
}

/** The file that a pin was found in, if it has this text; undefined otherwise. */
export function fileOf(pin: FoundPin | undefined, text: string): YamlFile | undefined {
  const file = pin && files.get(pin);
  return file?.text === text ? file : undefined;
}
