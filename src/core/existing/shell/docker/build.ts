import { normalizePath } from "../../../lib/repository-path.ts";
import type { Recipe } from "../../model.ts";
import { pathOf } from "../files.ts";
import { readReference } from "../reference.ts";
import type { ImageReference, Shell } from "../shell.ts";
import { isKnown, knownText, knownValue, shownText, type Text } from "../text.ts";
import { type Arguments, cutStart, type OptionTable, readArguments } from "./arguments.ts";
import { noteFault, noteValues } from "./findings.ts";

const buildOptions: OptionTable = {
  ...Object.fromEntries(
    (
      "add-host allow annotation arch attest authfile build-context builder cache-from cache-to call cert-dir cgroup-parent " +
      "cpu-period cpu-quota cpu-set cpus cpuset-cpus cpuset-mems creds format from iidfile ignorefile isolation jobs logfile " +
      "manifest memory-swap metadata-file network no-cache-filter os provenance runtime sbom secret security-opt shm-size " +
      "source-policy ssh target ulimit userns variant"
    )
      .split(" ")
      .map((name) => [name, `--${name}`]),
  ),
  "build-arg": "--build-arg",
  file: "f",
  label: "l",
  memory: "m",
  output: "o",
  platform: "--platform",
  progress: "--progress",
  tag: "t",
};

/** `docker build`, `docker buildx build`, `podman build`, `buildah bud`. */
export function runBuild(shell: Shell, words: readonly Text[], args: readonly Text[]): void {
  const given = readArguments(args, buildOptions);
  const output = readOutput(given);
  const pushes = given.flags.has("push") || output.pushes;
  const tags: ImageReference[] = [];
  for (const text of [...(given.values.get("tag") ?? []), ...output.names]) {
    const reference = readReference(text);
    if (reference !== undefined) tags.push(output.byDigest ? { ...reference, tag: "" } : reference);
    else if (pushes) noteFault(shell, words, `the text of the tag \`${shownText(text)}\` is known only in a run`);
    noteValues(shell, "version", text);
  }
  const recipe = readRecipe(shell, words, given);
  if (recipe !== undefined) shell.findings.builds.push({ recipe, tags, pushes, line: shell.line });
}

/** `--output type=image,name=…,push=true`. */
function readOutput({ values }: Arguments): { pushes: boolean; byDigest: boolean; names: Text[] } {
  const names: Text[] = [];
  let pushes = false;
  let byDigest = false;
  for (const text of values.get("output") ?? []) {
    const fields = new Map(
      (knownValue(text) ?? "")
        .replaceAll(/"([^"]*)"/g, (_, inner: string) => inner.replaceAll(",", " "))
        .split(",")
        .map((field) => {
          const [key = "", value = ""] = field.split(/=(.*)/s);
          return [key.trim(), value] as const;
        }),
    );
    if (fields.get("type") === "registry" || fields.get("push") === "true") pushes = true;
    if (fields.get("push-by-digest") === "true") byDigest = true;
    names.push(
      ...(fields.get("name") ?? "")
        .split(" ")
        .filter((name) => name !== "")
        .map((name) => knownText(name)),
    );
  }
  return { pushes, byDigest, names };
}

function readRecipe(shell: Shell, words: readonly Text[], given: Arguments): Recipe | undefined {
  const [contextText, ...others] = given.operands.filter(isKnown);
  const context = contextText === undefined ? undefined : contextOf(shell, contextText);
  if (given.operands.length > 1 && others.length + 1 < given.operands.length) {
    noteFault(shell, words, "some of its options are known only in a run");
  }
  if (context === undefined) {
    noteFault(shell, words, "the folder that it builds is known only in a run, or is outside the repository");
    return undefined;
  }
  const dockerfile = dockerfileOf(shell, given, context);
  if (dockerfile === undefined) {
    noteFault(shell, words, "its Dockerfile is known only in a run, or is outside the repository");
    return undefined;
  }
  const target = knownValue(given.values.get("target")?.at(-1) ?? []) ?? "";
  return {
    context,
    ...dockerfile,
    ...(target === "" ? {} : { target }),
    args: readPairs(shell, words, given.values.get("build-arg") ?? [], "argument"),
    contexts: readPairs(shell, words, given.values.get("build-context") ?? [], "context"),
    secrets: (given.values.get("secret") ?? []).flatMap(readSecret),
    platforms: (given.values.get("platform") ?? [])
      .flatMap((text) => (knownValue(text) ?? "").split(","))
      .filter((text) => text !== ""),
    labels: readPairs(shell, words, given.values.get("label") ?? [], "label"),
  };
}

function dockerfileOf(shell: Shell, { values }: Arguments, context: string): { dockerfile?: string } | undefined {
  const file = values.get("file")?.at(-1);
  if (file === undefined) return {};
  const dockerfile = pathOf(shell, file);
  if (dockerfile === undefined) return undefined;
  return dockerfile === normalizePath("Dockerfile", context) ? {} : { dockerfile };
}

function contextOf(shell: Shell, text: Text): string | undefined {
  const value = knownValue(text) ?? "-";
  if (/^(https?:|git@|git:|ssh:)/.test(value)) return value;
  return value === "-" ? undefined : pathOf(shell, text);
}

/** `NAME=value`; `NAME` alone has the value of the variable. An unknown value is left out, and noted. */
function readPairs(shell: Shell, words: readonly Text[], texts: readonly Text[], what: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const text of texts) {
    const first = text[0]?.known === true ? text[0].text : "";
    const [name = "", hasValue] = first.split(/(=)/, 2);
    const value = hasValue === undefined ? shell.variables.get(name)?.items[0] : cutStart(text, name.length + 1);
    const known = value === undefined ? undefined : knownValue(value);
    if (name !== "" && known !== undefined) pairs[name] = known;
    else noteFault(shell, words, `the value of the ${what} \`${name === "" ? shownText(text) : name}\` is known only in a run`);
    noteValues(shell, name.toLowerCase(), value ?? []);
  }
  return pairs;
}

/** `id=…,env=…` or `id=…,src=…`. Names alone: never a value. */
function readSecret(text: Text): { id: string; env?: string; src?: string }[] {
  const fields = Object.fromEntries(
    shownText(text)
      .split(",")
      .map((field) => field.split(/=(.*)/s).slice(0, 2)),
  );
  const { id, env, src, source } = fields;
  const file = src ?? source;
  if (id === undefined) return [];
  return [{ id, ...(env === undefined ? {} : { env }), ...(file === undefined ? {} : { src: file }) }];
}
