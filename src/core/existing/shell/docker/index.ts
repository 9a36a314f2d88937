import type { Shell } from "../shell.ts";
import { knownValue, type Text } from "../text.ts";
import { runBake } from "./bake.ts";
import { runBuild } from "./build.ts";
import { runCompose } from "./compose.ts";
import { noteFault } from "./findings.ts";
import { runCopy, runImagetools, runLogin, runManifest, runPush, runTag } from "./images.ts";

type Runner = (shell: Shell, words: readonly Text[], args: readonly Text[], stdin: Text | undefined) => void;

const runners: Readonly<Record<string, Runner>> = {
  bake: runBake,
  bud: runBuild,
  build: runBuild,
  compose: runCompose,
  imagetools: runImagetools,
  login: runLogin,
  manifest: runManifest,
  push: runPush,
  tag: runTag,
};

/** Global options of `docker` that take a value. */
const globalOptions = /^(-H|-c|-l|--host|--context|--config|--log-level|--builder|--root|--storage-driver)$/;

/** Runs a tool that builds or publishes images; false if the command is none. */
export function runContainerTool(shell: Shell, words: readonly Text[], stdin: Text | undefined): boolean {
  const [tool, ...args] = words;
  const name = knownValue(tool ?? [])?.replace(/^.*\//, "") ?? "";
  switch (name) {
    case "docker":
    case "podman":
    case "buildah":
    case "nerdctl":
      runTool(shell, words, args, stdin);
      return true;
    case "docker-compose":
    case "podman-compose":
      runCompose(shell, words, args);
      return true;
    case "crane":
    case "skopeo":
    case "regctl":
      runCopy(shell, words);
      return true;
    default:
      return notePublisher(shell, words, name);
  }
}

function runTool(shell: Shell, words: readonly Text[], args: readonly Text[], stdin: Text | undefined): void {
  const rest = [...args];
  for (;;) {
    const word = knownValue(rest[0] ?? []) ?? "";
    if (word === "buildx" || word === "image" || word === "builder") rest.shift();
    else if (globalOptions.test(word)) rest.splice(0, 2);
    else if (/^-[^h]/.test(word)) rest.shift();
    else break;
  }
  const [command, ...operands] = rest;
  const runner = knownValue(command ?? []) ?? "";
  if (Object.hasOwn(runners, runner)) runners[runner]?.(shell, words, operands, stdin);
}

/** Tools that publish images by files or plug-ins of their own. */
const publishers: readonly [tool: RegExp, publishes: RegExp][] = [
  [/^ko$/, /^(build|publish|apply|resolve)$/],
  [/^pack$/, /^--publish$/],
  [/^earthly$/, /^--push$/],
  [/^(goreleaser)$/, /^release$/],
  [/^(gradle|gradlew)$/, /(^|:)(jib|dockerPush|dockerBuildAndPush|bootBuildImage)$/],
  [/^(mvn|mvnw)$/, /^(jib:build|docker:push|dockerfile:push|[\w.:-]*jib-maven-plugin[\w.:-]*:build)$/],
  [/^(kaniko|executor)$/, /^--destination/],
  [/^sbt$/, /docker:publish|Docker\/publish/],
  [/^(bazel|bazelisk)$/, /push/],
  [/^oras$/, /^(push|cp|copy|tag)$/],
];

function notePublisher(shell: Shell, words: readonly Text[], name: string): boolean {
  const args = words.slice(1).map((word) => knownValue(word) ?? "");
  const isPublisher = publishers.some(([tool, publishes]) => tool.test(name) && args.some((arg) => publishes.test(arg)));
  if (isPublisher) noteFault(shell, words, `Tagstream does not read what \`${name}\` publishes`);
  if (name === "make" && runsDocker(shell, args)) noteFault(shell, words, "Tagstream does not read the rules of a Makefile");
  return isPublisher;
}

/** Whether a rule that `make` runs by name pushes an image. */
function runsDocker(shell: Shell, args: readonly string[]): boolean {
  const at = args.indexOf("-C");
  const folder = at === -1 ? "" : `${args[at + 1] ?? ""}/`;
  const base = shell.folder === undefined || shell.folder === "." ? "" : `${shell.folder}/`;
  const text = shell.context.textOf(`${base}${folder}Makefile`) ?? "";
  const isPushing = /\b(docker|podman|buildx|crane|skopeo)\b[^\n]*\b(push|--push|copy)\b/.test(text);
  return isPushing && args.some((arg) => /push|publish|release|docker|image|deploy/.test(arg));
}
