import * as v from "valibot";
import { sortedEntries, sortedUnique } from "../lib/canonical.ts";
import { hash as sha256, text } from "../lib/scalars.ts";
import { keepsVersionLabel } from "../tags/version-label.ts";
import { canonicalTest } from "../tests/canonical.ts";
import { kindOfTest } from "../tests/kinds.ts";
import { baseUnitsOf } from "../unit/bases.ts";
import { isRemoteContext } from "../unit/build-paths.ts";
import type { SecretReference, Unit } from "../unit/unit.ts";
import type { TreeEntry } from "./git-tree.ts";

export const inputsHashSchema = v.pipe(
  v.union([
    v.strictObject({ hash: sha256("The hash of the unit's inputs.") }),
    v.strictObject({ none: text("Why there is no hash.") }),
  ]),
  v.description("The inputs hash, or why there is none."),
);

/** A sha256 in hexadecimal, or the reason why there is none. */
export type InputsHash = v.InferOutput<typeof inputsHashSchema>;

/**
 * Hashes the UTF-8 bytes of a text with sha256, in hexadecimal. Callers pass it in, because
 * `src/core` has no crypto of its own.
 */
export type Hash = (text: string) => string;

/**
 * The hashes of the files of a build, or the reasons why they have none. Each context and
 * Dockerfile is hashed once, however many units use it.
 */
export interface InputsFacts {
  /**
   * The files of the context that its ignore file lets through, with paths relative to the context.
   */
  context: InputsHash;
  /** The Dockerfile, ignored or not. */
  dockerfile: InputsHash;
  /** The named contexts that are folders of the repository, by name. */
  contexts: Record<string, InputsHash>;
}

/** Part of every hash, so that a change of the scheme never looks like the same inputs. */
const scheme = "tagstream-1";

/** The hash of files: their paths, modes and contents, in any order. */
export function filesHash(files: readonly TreeEntry[], hash: Hash): string {
  const lines = files.map(({ path, mode, id }) => JSON.stringify([path, mode, id]));
  return hash([scheme, ...lines.sort()].join("\n"));
}

/**
 * The inputs hash of a unit (design, section 5): everything that decides the result of its build,
 * except for what the build pulls. It excludes names, registries, tags, tests, and the sources of
 * secrets.
 * @param bases the inputs hashes of the unit's bases, by unit name
 */
export function inputsHash(
  unit: Unit,
  facts: InputsFacts,
  bases: ReadonlyMap<string, InputsHash | undefined>,
  hash: Hash,
): InputsHash {
  const contexts = Object.entries(unit.build.contexts).map(([name, value]) => [name, namedContext(name, value, facts)] as const);
  const parts = [facts.context, facts.dockerfile, ...contexts.map(([, part]) => part)];
  for (const part of parts) if ("none" in part) return part;
  const ofBases: InputsHash[] = [];
  for (const name of baseUnitsOf(unit)) {
    const base = bases.get(name);
    if (!base || "none" in base) return { none: `its base ${name} has no inputs hash${base ? `: ${base.none}` : ""}` };
    ofBases.push(base);
  }
  const [base = null, ...otherBases] = ofBases;
  const { target, args, labels, secrets } = unit.build;
  const form = {
    scheme,
    context: facts.context,
    dockerfile: facts.dockerfile,
    target: target ?? null,
    platforms: sortedUnique(unit.platforms),
    args: sortedEntries(args),
    contexts: sortedEntries(Object.fromEntries(contexts)),
    secrets: sortedUnique(secrets.map(({ id }: SecretReference) => id)),
    labels: sortedEntries(labels),
    base,
    ...(otherBases.length === 0 ? {} : { otherBases }),
    ...outputForm(unit),
  };
  return { hash: hash(JSON.stringify(form)) };
}

/**
 * The form of the output, as far as it is set: the hashes of all other units stay as they are. Not the
 * list of packages: it changes no image of a platform, and a new generator must not rebuild all.
 */
function outputForm(unit: Unit) {
  const { annotations, compression, provenance } = unit.build;
  return {
    ...(keepsVersionLabel(unit) ? { keepsVersionLabel: true } : {}),
    ...(annotations ? { annotations: sortedEntries(annotations) } : {}),
    ...(compression ? { compression } : {}),
    ...(provenance ? { provenance } : {}),
  };
}

/**
 * The hash of a unit's tests: their definitions, and the scripts and files in them. Of a scan, only
 * the script counts: another `fail` says nothing about images that are tested already.
 */
export function testsHash({ tests, scan }: Pick<Unit, "tests" | "scan">, files: readonly TreeEntry[], hash: Hash): string {
  const form = { scheme, tests: tests.map(canonicalTest), files: filesHash(files, hash) };
  return hash(JSON.stringify({ ...form, ...(scan ? { scan: scan.script } : {}) }));
}

/**
 * The paths in the repository that the tests and the scan of a unit read: files and folders,
 * relative to its root, each once.
 */
export function testPaths({ tests, scan }: Pick<Unit, "tests" | "scan">): string[] {
  const ofTests = tests.flatMap((test) =>
    kindOfTest(test)
      .paths(test)
      .map(({ path }) => path),
  );
  return sortedUnique([...ofTests, ...(scan ? scan.script.slice(0, 1) : [])]);
}

function namedContext(name: string, value: string, facts: InputsFacts): InputsHash {
  if (!isRemoteContext(value)) {
    return facts.contexts[name] ?? { none: `its context "${name}" is unknown` };
  }
  if (isPinned(value)) return { hash: value };
  return { none: `its context "${name}" is not pinned: ${value} may change at any time` };
}

/**
 * Whether a context is pinned: an image by digest, or a git repository by commit (BuildKit:
 * `#{commit}:{folder}`, or `?commit=` and `?checksum=`). Over HTTP, only an address that ends in
 * `.git` is a git repository. Any other address is a file, which `#{commit}` does not pin.
 */
function isPinned(value: string): boolean {
  if (/^(?:docker-image|oci-layout):\/\//.test(value)) return /@sha256:[a-f0-9]{64}$/.test(value);
  const [, address = "", query = "", ref = ""] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(value) ?? [];
  if (/^https?:\/\//i.test(address) ? !address.endsWith(".git") : !/^(?:git:\/\/|ssh:\/\/|git@|github\.com\/)/.test(address))
    return false;
  const named = query.split("&").flatMap((part) => /^(?:commit|checksum)=(.*)$/s.exec(part)?.[1] ?? []);
  return [...named, ref.replace(/:.*$/s, "")].some((commit) => /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/.test(commit));
}
