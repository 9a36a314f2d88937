import { isSystemType } from "./order/orders.ts";

/** A package URL, decoded: `pkg:type/namespace/name@version?qualifiers`. */
export interface PackageUrl {
  /** In lower case: `rpm`, `npm`. */
  type: string;
  namespace?: string;
  name: string;
  version?: string;
  /** `arch`, `epoch`, `distro`. */
  qualifiers: ReadonlyMap<string, string>;
}

const pattern = /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]+)(?:\?([^#]*))?(?:#.*)?$/s;

/** Characters of the longest package URL that is read: its parts take 50 times its memory. */
export const longestPackageUrl = 65_536;

/**
 * Reads a package URL (ECMA-427), without its subpath. Undefined for any other text, and for a
 * longer one.
 */
export function parsePackageUrl(text: string): PackageUrl | undefined {
  if (text.length > longestPackageUrl) return undefined;
  const [, type, rest = "", query = ""] = pattern.exec(text) ?? [];
  if (type === undefined) return undefined;
  const { path, version } = splitVersion(rest);
  const segments = path.split("/").filter((segment) => segment !== "");
  const name = segments.pop();
  if (name === undefined) return undefined;
  return {
    type: type.toLowerCase(),
    ...(segments.length === 0 ? {} : { namespace: segments.map(decoded).join("/") }),
    name: decoded(name),
    ...(version ? { version: decoded(version) } : {}),
    qualifiers: qualifiersOf(query),
  };
}

/**
 * The version never has a slash as written, but a scope may have an @: `@octo/app`. No regular
 * expression: with many @ it would take a time that grows with the square of the length.
 */
function splitVersion(rest: string): { path: string; version?: string } {
  const at = rest.lastIndexOf("@");
  if (at < 0 || rest.includes("/", at)) return { path: rest };
  return { path: rest.slice(0, at), version: rest.slice(at + 1) };
}

/**
 * The name of a package for people, with its namespace where that belongs to it: `@octo/app`. The
 * namespace of the operating system's packages is its vendor.
 */
export function packageName({ type, namespace, name }: Pick<PackageUrl, "type" | "namespace" | "name">): string {
  return namespace === undefined || isSystemType(type) ? name : `${namespace}/${name}`;
}

function qualifiersOf(query: string): Map<string, string> {
  const pairs = query.split("&").map((pair) => /^([^=]+)=(.+)$/s.exec(pair));
  return new Map(pairs.flatMap((pair) => (pair ? [[String(pair[1]).toLowerCase(), decoded(String(pair[2]))]] : [])));
}

/** A `+` stands for itself, unlike in a form. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
