import { isMap, isScalar, type YAMLMap } from "yaml";
import { leave, type Reading } from "./draft.ts";
import { unitsIn } from "./own-names.ts";
import type { MapReading } from "./walk.ts";
import { parseWritten } from "./written-image.ts";
import { resolved, textOf } from "./yaml-file.ts";

const builtHere = "`build` gives its image this name, which must have no digest";

/**
 * Leaves the images of Compose's services that have a `build`, unless a comment marks them: the name
 * is what the build tags, and no tag takes a digest.
 */
export function leaveBuiltImages(reading: Reading): void {
  for (const { contents } of reading.file.documents) {
    const services = servicesOf(reading, contents);
    for (const service of services.values()) {
      const image = service.values.get("image");
      if (!image || !isScalar(image.node) || !isBuilt(service, services)) continue;
      const text = textOf(image.node) ?? "";
      const name = parseWritten(text)?.name;
      if (reading.taken.has(image.node) || name === undefined || unitsIn(reading.names, name).length === 0) continue;
      reading.taken.add(image.node);
      leave(reading, image.place, text, builtHere);
    }
  }
}

/** The services of a Compose file, by name. */
function servicesOf({ file, walked }: Reading, contents: unknown): Map<string, MapReading> {
  const services = isMap(contents) ? walked.maps.get(contents)?.values.get("services")?.node : undefined;
  const found = new Map<string, MapReading>();
  for (const { key, value } of isMap(services) ? services.items : []) {
    const service = walked.maps.get(resolved(file, value) as YAMLMap);
    if (service) found.set(textOf(key) ?? "", service);
  }
  return found;
}

/** Whether a service, or one of this file that it extends, has a `build`. */
function isBuilt(service: MapReading, services: ReadonlyMap<string, MapReading>): boolean {
  const seen = new Set<MapReading>();
  for (let next: MapReading | undefined = service; next && !seen.has(next); next = extended(next, services)) {
    if (next.values.has("build")) return true;
    seen.add(next);
  }
  return false;
}

/** `extends: name`, or `extends: { service: name }`. One with a `file` may be any. */
function extended({ values }: MapReading, services: ReadonlyMap<string, MapReading>): MapReading | undefined {
  const node = values.get("extends")?.node;
  if (isScalar(node)) return services.get(textOf(node) ?? "");
  if (!isMap(node) || node.has("file")) return undefined;
  return services.get(String(node.get("service") ?? ""));
}
