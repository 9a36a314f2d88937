import { escapePattern } from "../lib/text/escape-pattern.ts";

/** Paths that differ between two builds of the same image, and why that says nothing. */
interface VolatilePath {
  /** `*` is any text without `/`; `**` is any text. A folder itself is compared, with its mode and owner. */
  path: string;
  why: string;
}

/**
 * What a comparison of two images leaves out. Everything in the databases of packages is also in the
 * list of packages, which is compared.
 */
export const volatilePaths: readonly VolatilePath[] = [
  { path: "/var/log/**", why: "logs of the package manager" },
  { path: "/var/cache/**", why: "caches: of the package manager, of `ldconfig`, of fonts" },
  { path: "/tmp/**", why: "what build steps left behind" },
  { path: "/run/**", why: "the state of running programs" },
  { path: "/var/lib/rpm/**", why: "the rpm database, with install times" },
  { path: "/usr/lib/sysimage/rpm/**", why: "the rpm database on newer systems" },
  { path: "/usr/lib/sysimage/libdnf5/**", why: "the history of dnf 5" },
  { path: "/var/lib/dnf/**", why: "the history of dnf" },
  { path: "/var/lib/apt/**", why: "indexes of apt's repositories" },
  { path: "/var/lib/dpkg/*-old", why: "dpkg's backups of its own files" },
  { path: "/lib/apk/db/**", why: "apk's database, with the times of virtual packages and of scripts" },
  { path: "/usr/lib/apk/db/**", why: "apk's database on newer systems" },
  { path: "/etc/apk/world", why: "what apk was asked for, with the times of virtual packages" },
  { path: "/etc/machine-id", why: "a random number, made anew on each machine" },
  { path: "**/__pycache__/**", why: "Python's compiled files, with the times of their sources" },
];

const wildcards: Readonly<Record<string, string>> = { "**": ".*", "*": "[^/]*" };
const patterns = volatilePaths.map(({ path }) => patternOf(path));

/** Whether a comparison of two images leaves out an absolute path. */
export function isVolatile(path: string): boolean {
  return patterns.some((pattern) => pattern.test(path));
}

function patternOf(path: string): RegExp {
  const parts = path.split(/(\*\*|\*)/).map((part) => wildcards[part] ?? escapePattern(part));
  return new RegExp(`^${parts.join("")}$`, "s");
}
