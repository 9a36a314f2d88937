import type { Path } from "./document.ts";

/** Where a path is, for people: `in test 2 of image "xcache"`. */
export function pathLocation(path: Path): string {
  const [section, name, ...rest] = path;
  if (section === undefined) return "at the top level";
  if (section === "defaults") return path.length === 1 ? "in `defaults`" : `${within(path.slice(1))} of \`defaults\``;
  if ((section === "images" || section === "streams") && name !== undefined) {
    return rest.length === 0 ? `in ${section.slice(0, -1)} "${name}"` : `${within(rest)} of ${section.slice(0, -1)} "${name}"`;
  }
  return within(path);
}

const singular: Record<string, string> = {
  tests: "test",
  aliases: "alias",
  registries: "registry",
  destinations: "destination",
  secrets: "secret",
  platforms: "platform",
};

function within([key, index, ...rest]: Path): string {
  if (key === "values" && index !== undefined) return `${rest.length === 0 ? "in" : `in "${rest[0]}" of`} value "${index}"`;
  const item = singular[String(key)];
  if (item !== undefined && typeof index === "number")
    return `${rest.length === 0 ? "in" : `in "${rest[0]}" of`} ${item} ${index + 1}`;
  return `in "${key}"`;
}
