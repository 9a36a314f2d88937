import { cut, oneLine } from "../lib/text/clean.ts";
import { JsonReader, type JsonVisitor, UnreadableList } from "./json-reader.ts";
import type { ListedPackage, PackageList } from "./package-list.ts";
import { longestPackageUrl, type PackageUrl, packageName, parsePackageUrl } from "./purl.ts";

// A list is a stranger's text if a pull request made the image. The whole machine of a developer
// had 3,011 packages.

/** More entries of packages make a list unreadable: a part of it would compare wrongly. */
const maximumEntries = 50_000;

/** More versions of one package make a list unreadable. */
const maximumVersions = 500;

/** More tools make a list unreadable. */
const maximumTools = 20;

/** Characters of a name or a version; longer ones are cut. npm's longest name has 214. */
const maximumLength = 300;

/** What an entry of a list says of a package. */
interface Entry {
  version?: string;
  purl?: string;
}

/**
 * Reads a package list, SPDX 2.3 JSON, alone or in an in-toto statement, piece by piece. Packages
 * without a package URL do not count: they are files and the scanned folder itself. Virtual packages
 * of apk do not count either. Names and versions come without control characters, and at most 300
 * characters long.
 * @returns the list, or why it is not one
 * @throws only what `pieces` throws
 */
export async function readSpdx(pieces: AsyncIterable<Uint8Array>): Promise<PackageList | { unknown: string }> {
  const list = createList();
  const reader = new JsonReader(spdxVisitor(list));
  try {
    for await (const piece of pieces) reader.write(piece);
    reader.close();
    return list.finish();
  } catch (error) {
    if (error instanceof UnreadableList) return { unknown: `The package list cannot be read: ${error.message}.` };
    throw error;
  }
}

interface ListDraft {
  begin(): void;
  addTool(creator: string): void;
  add(entry: Entry): void;
  finish(): PackageList;
}

function spdxVisitor(list: ListDraft): JsonVisitor {
  let entry: Entry = {};
  let reference: { type?: string; locator?: string } = {};
  const texts: Readonly<Record<string, (value: string) => void>> = {
    spdxVersion: () => list.begin(),
    "creationInfo.creators.*": (value) => list.addTool(value),
    "packages.*.versionInfo": (value) => (entry.version = value),
    "packages.*.externalRefs.*.referenceType": (value) => (reference.type = value),
    "packages.*.externalRefs.*.referenceLocator": (value) => (reference.locator = value),
  };
  const ends: Readonly<Record<string, () => void>> = {
    "packages.*.externalRefs.*"() {
      if (reference.type === "purl" && reference.locator !== undefined) entry.purl ??= reference.locator;
      reference = {};
    },
    "packages.*"() {
      list.add(entry);
      entry = {};
    },
  };
  return {
    text: (path, value) => handlerFor(texts, path)?.(value),
    end: (path) => handlerFor(ends, path)?.(),
  };
}

const sections: readonly unknown[] = ["spdxVersion", "creationInfo", "packages"];

/** The handler of a place in the document; most of a list is files, which have none. */
function handlerFor<T>(handlers: Readonly<Record<string, T>>, path: readonly (string | number)[]): T | undefined {
  const isWrapped = path[0] === "predicate";
  if (path.length > 6 || !sections.includes(isWrapped ? path[1] : path[0])) return undefined;
  const place = (isWrapped ? path.slice(1) : path).map((key) => (typeof key === "number" ? "*" : key)).join(".");
  return Object.hasOwn(handlers, place) ? handlers[place] : undefined;
}

function createList(): ListDraft {
  const tools = new Set<string>();
  const packages = new Map<string, Omit<ListedPackage, "versions"> & { versions: Set<string> }>();
  let isSpdx = false;
  let entries = 0;
  return {
    begin() {
      isSpdx = true;
    },
    addTool(creator) {
      const tool = /^Tool: *(.+)$/s.exec(creator)?.[1];
      if (tool === undefined) return;
      if (tools.size === maximumTools) throw new UnreadableList(`it names more than ${maximumTools} tools`);
      tools.add(tidy(tool));
    },
    add(entry) {
      if (++entries > maximumEntries) throw new UnreadableList(`it has more than ${maximumEntries} packages`);
      const found = packageOf(entry);
      if (!found) return;
      const { key, version, listed } = found;
      const versions = packages.get(key)?.versions ?? new Set();
      packages.set(key, { ...listed, versions: versions.add(version) });
      if (versions.size > maximumVersions) throw new UnreadableList(`it has more than ${maximumVersions} versions of a package`);
    },
    finish() {
      if (!isSpdx) throw new UnreadableList("it is not SPDX");
      const listed = [...packages].map(([key, one]) => [key, { ...one, versions: [...one.versions] }] as const);
      return { tools: [...tools].sort(), packages: new Map(listed) };
    },
  };
}

/** Types of the scanned image itself. */
const imageTypes = ["docker", "oci"];

/**
 * The version of a virtual package of apk, the time of `apk add --virtual`: `20261126.211234`. Such a
 * package has no files, only dependencies. Others have a release: `20260413-r0`.
 */
const virtualVersion = /^\d{8}\.\d{6}$/;

function packageOf(entry: Entry): { key: string; version: string; listed: Omit<ListedPackage, "versions"> } | undefined {
  if ((entry.purl?.length ?? 0) > longestPackageUrl)
    throw new UnreadableList(`it has a package URL of more than ${longestPackageUrl} characters`);
  const purl = entry.purl === undefined ? undefined : parsePackageUrl(entry.purl);
  if (!purl || imageTypes.includes(purl.type) || isVirtual(purl)) return undefined;
  const type = tidy(purl.type);
  const arch = purl.type === "rpm" ? purl.qualifiers.get("arch") : undefined;
  const listed = { type, name: tidy(packageName(purl)), ...(arch === undefined ? {} : { arch: tidy(arch) }) };
  const key = [type, tidy(purl.namespace ?? ""), listed.name, ...(listed.arch === undefined ? [] : [listed.arch])].join("/");
  return { key, version: tidy(versionOf(purl, entry)), listed };
}

function isVirtual({ type, version }: PackageUrl): boolean {
  return type === "apk" && version !== undefined && virtualVersion.test(version);
}

/** With the epoch in front, which an rpm has as a qualifier; 0 is the same as none. */
function versionOf({ type, version, qualifiers }: PackageUrl, entry: Entry): string {
  const given = version ?? entry.version ?? "";
  const epoch = type === "rpm" ? (qualifiers.get("epoch") ?? "0") : "0";
  return epoch === "0" || given.startsWith(`${epoch}:`) ? given : `${epoch}:${given}`;
}

function tidy(text: string): string {
  // Cut first: a text of many megabytes takes long to clean.
  return cut(oneLine(text.slice(0, maximumLength * 4)), maximumLength);
}
