/** One package of an image, by name. Another architecture (rpm) is another package. */
export interface ListedPackage {
  /** The type of its purl: `rpm`, `deb`, `apk`, `npm`, `golang`. */
  type: string;
  /** With the purl's namespace where that belongs to the name (npm, golang): `@octo/app`. */
  name: string;
  /** Present for `rpm`: `x86_64`. */
  arch?: string;
  /**
   * Every version of it in the image, with its epoch. Never empty; an empty text if the list gives
   * no version.
   */
  versions: readonly string[];
}

/** The packages of one platform's image, from its SBOM. */
export interface PackageList {
  /** The tools that made the list, with their versions: `syft-v1.51.0`. */
  tools: readonly string[];
  /** By key: type, namespace, name and, for `rpm`, architecture. */
  packages: ReadonlyMap<string, ListedPackage>;
}
