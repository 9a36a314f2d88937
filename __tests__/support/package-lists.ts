import type { PackageList } from "../../src/core/packages/package-list.ts";

/** Package lists as BuildKit's scanners write them: an in-toto statement around SPDX 2.3. */

/** An entry of a list: its package URL, or what a scanner wrote instead. */
export type ListEntry = string | object;

export interface ListOptions {
  tool?: string;
  /** Put before the packages, as the files of a long list. */
  files?: readonly object[];
}

/** A statement with these packages. */
export function packageStatement(entries: readonly ListEntry[], { tool = "syft-v1.51.0", files = [] }: ListOptions = {}): object {
  return {
    _type: "https://in-toto.io/Statement/v0.1",
    predicateType: "https://spdx.dev/Document",
    subject: [{ name: "_", digest: {} }],
    predicate: {
      spdxVersion: "SPDX-2.3",
      name: "sbom",
      creationInfo: { created: "2026-11-23T06:17:00Z", creators: ["Organization: Anchore, Inc", `Tool: ${tool}`] },
      files,
      packages: entries.map((entry) => (typeof entry === "string" ? entryOf(entry) : entry)),
      relationships: [{ spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-0" }],
    },
  };
}

function entryOf(purl: string): object {
  return {
    name: "as the scanner calls it",
    SPDXID: "SPDXRef-1",
    externalRefs: [
      { referenceCategory: "SECURITY", referenceType: "cpe23Type", referenceLocator: "cpe:2.3:a:x:x:1:*:*:*:*:*:*:*" },
      { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl },
    ],
  };
}

/** A list of `type/name[/arch]@version,version`. */
export function listOf(texts: string, tools = ["syft-v1.51.0"]): PackageList {
  const entries = texts
    .split(" ")
    .filter((text) => text !== "")
    .map((text) => {
      const [key = "", versions = ""] = text.split("@");
      const [type = "", name = "", arch] = key.split("/");
      return [key, { type, name, ...(arch === undefined ? {} : { arch }), versions: versions.split(",") }] as const;
    });
  return { tools, packages: new Map(entries) };
}
