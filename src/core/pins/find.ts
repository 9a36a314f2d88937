import type { Unit } from "../unit/unit.ts";
import { settle } from "./anchors.ts";
import { movedPin, withoutMark } from "./byte-order-mark.ts";
import { leaveBuiltImages } from "./compose.ts";
import type { Reading } from "./draft.ts";
import { readImageMap } from "./image-maps.ts";
import { readMarkedValue } from "./marked-values.ts";
import { readMarkers } from "./markers.ts";
import { markerWord, mayName, type OwnNames, ownNames } from "./own-names.ts";
import { keepFile } from "./parsed-files.ts";
import type { PinReading } from "./pin.ts";
import { readReference } from "./references.ts";
import { walk } from "./walk.ts";
import { readYaml, tooDeep } from "./yaml-file.ts";

/**
 * The images of these units that a YAML file names: references, maps of a repository and a tag,
 * kustomize `images`, Flux `OCIRepository`, and scalars that a comment `# tagstream: UNIT` marks.
 * @param units all units of the configuration, also those that get no pins: they own tags
 */
export function findPins(text: string, units: readonly Unit[]): PinReading {
  const names = ownNames(units);
  if (!text.includes(markerWord) && !mayName(names, text)) return { found: [], left: [] };
  try {
    const body = withoutMark(text);
    return movedBy(text.length - body.length, readFile(body, names));
  } catch (error) {
    if (error instanceof RangeError) return { found: [], left: [], unread: tooDeep };
    throw error;
  }
}

function readFile(text: string, names: OwnNames): PinReading {
  const file = readYaml(text);
  if ("unread" in file) return { found: [], left: [], unread: file.unread };
  const walked = walk(file);
  const reading: Reading = { file, walked, names, drafts: [], left: [], taken: new Set(), foreign: new Map(), marked: new Map() };
  readMarkers(reading);
  for (const map of walked.maps.values()) readImageMap(reading, map);
  const { taken, marked } = reading;
  for (const value of walked.values) {
    const marker = marked.get(value.scalar);
    if (marker !== undefined && !taken.has(value.scalar) && value.place === value.scalar) readMarkedValue(reading, value, marker);
  }
  leaveBuiltImages(reading);
  for (const value of walked.values) if (!taken.has(value.scalar)) readReference(reading, value);
  const found = settle(reading);
  keepFile(found, file);
  return { found: found.toSorted((a, b) => a.line - b.line), left: reading.left.toSorted((a, b) => a.line - b.line) };
}

function movedBy(characters: number, { found, ...rest }: PinReading): PinReading {
  return { ...rest, found: characters === 0 ? found : found.map((pin) => movedPin(pin, characters)) };
}
