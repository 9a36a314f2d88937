import { normalizePlatform } from "../lib/platform.ts";

/** One node of a buildx builder: one BuildKit, or one Deployment of Kubernetes. */
export interface BuilderNode {
  name: string;
  /** All platforms that it can build for: those that a person gave it first, then what BuildKit reports. */
  platforms: readonly string[];
}

/** The facts that `docker buildx inspect` reports about a builder and its nodes. */
export interface BuilderDescription {
  name: string;
  driver: string;
  /** Of all nodes. */
  platforms: string[];
  nodes: BuilderNode[];
  /** Names of nodes whose BuildKit does not answer. */
  down: string[];
  errors: string[];
}

/**
 * Reads the text of `docker buildx inspect`, its only format. The builder's own fields come before
 * the line `Nodes:`, then each node begins with `Name:`. The nodes of a driver that has several pods
 * for one node share its name. A platform that a person configured has a `*` after it.
 */
export function parseInspection(text: string): BuilderDescription {
  const lines = text.split(/\r?\n/);
  const list = lines.findIndex((line) => /^Nodes:\s*$/.test(line));
  const builder = fieldsOf(list < 0 ? lines : lines.slice(0, list));
  const parts = splitAtNames(fieldsOf(list < 0 ? [] : lines.slice(list + 1)));
  const nodes = new Map<string, BuilderNode>();
  for (const part of parts) {
    const node = nodeOf(part);
    const known = nodes.get(node.name)?.platforms ?? [];
    nodes.set(node.name, { name: node.name, platforms: [...new Set([...known, ...node.platforms])] });
  }
  const down = parts.filter((part) => isDown(part)).flatMap((part) => valuesOf(part, "Name"));
  return {
    name: valuesOf(builder, "Name")[0] ?? "",
    driver: valuesOf(builder, "Driver")[0] ?? "",
    platforms: [...new Set([...nodes.values()].flatMap(({ platforms }) => platforms))],
    nodes: [...nodes.values()],
    down: [...new Set(down)],
    errors: [...new Set([builder, ...parts].flatMap((part) => valuesOf(part, "Error")))],
  };
}

type Field = readonly [key: string, value: string];

function fieldsOf(lines: readonly string[]): Field[] {
  return lines.flatMap((line): Field[] => {
    const match = /^(Name|Driver|Status|Platforms|Error):\s+(.*?)\s*$/.exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]]];
  });
}

function valuesOf(fields: readonly Field[], key: string): string[] {
  return fields.filter(([name]) => name === key).map(([, value]) => value);
}

function splitAtNames(fields: readonly Field[]): Field[][] {
  const parts: Field[][] = [];
  for (const field of fields) {
    if (field[0] === "Name") parts.push([]);
    parts.at(-1)?.push(field);
  }
  return parts;
}

function nodeOf(fields: readonly Field[]): BuilderNode {
  const written = valuesOf(fields, "Platforms").flatMap((list) => list.split(",").map((platform) => platform.trim()));
  const platforms = written.filter((platform) => platform !== "").map((platform) => platform.replace(/\*$/, ""));
  return { name: valuesOf(fields, "Name")[0] ?? "", platforms: platforms.map(normalizePlatform) };
}

/** A node that buildx could not ask has an error instead of a status. */
function isDown(fields: readonly Field[]): boolean {
  return valuesOf(fields, "Status").every((status) => status !== "running");
}
