import { dockerHubNames, familiarHosts } from "../../../registries/docker-hub.ts";
import { loginHost } from "../../../registries/host.ts";
import { readReference, readSource } from "../reference.ts";
import type { ImageReference, Shell } from "../shell.ts";
import { knownValue, shownText, type Text, trimNewlines } from "../text.ts";
import { type OptionTable, readArguments } from "./arguments.ts";
import { noteFault, notePush, noteTag } from "./findings.ts";

const unknownReference = (text: Text) => `the text \`${shownText(text)}\` is known only in a run`;

/** `docker tag FROM TO…`. */
export function runTag(shell: Shell, _words: readonly Text[], args: readonly Text[]): void {
  const [from, ...targets] = args;
  const source = from === undefined ? undefined : readSource(from);
  for (const target of targets) {
    const to = readReference(target);
    // Nothing is published yet: a push of an unknown text is noted there.
    if (source !== undefined && to !== undefined) noteTag(shell, source, to, target);
  }
}

const pushOptions: OptionTable = {
  authfile: "--authfile",
  "cert-dir": "--cert-dir",
  creds: "--creds",
  digestfile: "--digestfile",
  format: "f",
  platform: "--platform",
  "sign-by": "--sign-by",
};

/** `docker push IMAGE`, also with all its tags; `podman push FROM TO`. */
export function runPush(shell: Shell, words: readonly Text[], args: readonly Text[]): void {
  const { operands, flags } = readArguments(args, pushOptions);
  const isAll = flags.has("a") || flags.has("all-tags");
  const [from, target = from] = operands;
  if (from === undefined || target === undefined) return;
  const to = readReference(target);
  if (to === undefined) {
    noteFault(shell, words, unknownReference(target));
    return;
  }
  const source = operands.length > 1 ? readSource(from) : undefined;
  if (source !== undefined) noteTag(shell, source, to, target);
  if (isAll) pushAll(shell, to.repository, target);
  else notePush(shell, to, target);
}

/** All tags that this script gave. Earlier steps may have given others: `*`. */
function pushAll(shell: Shell, repository: string, text: Text): void {
  const { builds, tags } = shell.findings;
  const given = [...builds.flatMap((build) => build.tags), ...tags.map(({ to }) => to)];
  const own = new Set(given.filter((reference) => reference.repository === repository).map(({ tag }) => tag));
  for (const tag of own.size === 0 ? ["*"] : own) notePush(shell, { repository, tag }, text);
}

const loginOptions: OptionTable = { username: "u", password: "p", authfile: "--authfile" };

/** `docker login`, with the texts of the file. A password that stands there in plain text is left out. */
export function runLogin(shell: Shell, _words: readonly Text[], args: readonly Text[], stdin: Text | undefined): void {
  const { values, operands, flags } = readArguments(args, loginOptions);
  const password = flags.has("password-stdin") ? (stdin ?? []) : (values.get("password")?.at(-1) ?? []);
  const host = loginHost(shownText(operands[0] ?? []));
  shell.findings.logins.push({
    registry: familiarHosts.includes(host) ? dockerHubNames.shown : host,
    username: shownText(values.get("username")?.at(-1) ?? []),
    password: knownValue(password) === undefined ? shownText(trimNewlines(password)).trim() : "",
    line: shell.line,
  });
}

const createOptions: OptionTable = {
  annotation: "--annotation",
  builder: "--builder",
  file: "f",
  "metadata-file": "--metadata-file",
  platform: "p",
  progress: "--progress",
  tag: "t",
};

/** `docker buildx imagetools create -t TO FROM…`. */
export function runImagetools(shell: Shell, words: readonly Text[], args: readonly Text[]): void {
  const [command, ...rest] = args;
  const { values, operands, flags } = readArguments(rest, createOptions);
  if (knownValue(command ?? []) !== "create" || flags.has("dry-run")) return;
  for (const target of values.get("tag") ?? []) copyImages(shell, words, operands, target);
}

/** Names several images as one, or one again, in a registry. */
function copyImages(shell: Shell, words: readonly Text[], sources: readonly Text[], target: Text): void {
  const to = readReference(target);
  if (to === undefined) {
    noteFault(shell, words, unknownReference(target));
    return;
  }
  const seen = new Set<string>();
  for (const text of sources) {
    const from = readSource(text) ?? unreadSource(shell, words, text);
    const key = from === undefined ? "" : `${from.repository}:${from.tag}`;
    if (from === undefined || seen.has(key)) continue;
    seen.add(key);
    noteTag(shell, from, to, target);
  }
  notePush(shell, to, target);
}

function unreadSource(shell: Shell, words: readonly Text[], text: Text): ImageReference | undefined {
  noteFault(shell, words, unknownReference(text));
  return undefined;
}

/** `docker manifest create TO FROM…` and `docker manifest push TO`. */
export function runManifest(shell: Shell, words: readonly Text[], args: readonly Text[]): void {
  const [command, ...rest] = args;
  const { operands } = readArguments(rest, { os: "--os", arch: "--arch", variant: "--variant" });
  const [target, ...sources] = operands;
  const name = knownValue(command ?? []);
  if (target === undefined) return;
  if (name === "push") runPush(shell, words, rest);
  if (name === "create") for (const source of sources) runTag(shell, words, [source, target]);
}

const copyOptions: OptionTable = {
  platform: "p",
  "src-creds": "--src-creds",
  "dest-creds": "--dest-creds",
  authfile: "--authfile",
};

/** Copies between registries: `crane copy`, `skopeo copy`, `regctl image copy`; `crane tag IMAGE TAG`. */
export function runCopy(shell: Shell, words: readonly Text[]): void {
  const [tool, ...rest] = words;
  const { operands } = readArguments(rest, copyOptions);
  const names = operands.map((operand) => knownValue(operand) ?? "");
  const at = names[0] === "image" ? 1 : 0;
  const [source, target] = operands.slice(at + 1);
  if (source === undefined || target === undefined) return;
  if (["copy", "cp"].includes(names[at] ?? "")) {
    copyImages(shell, words, [source], target);
  } else if (names[at] === "tag" && knownValue(tool ?? []) === "crane") {
    const repository = readSource(source)?.repository ?? "";
    copyImages(shell, words, [source], [{ text: `${repository}:`, known: repository !== "" }, ...target]);
  }
}
