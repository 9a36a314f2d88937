import type { ImageReference, Shell } from "../shell.ts";
import { shownText, type Text } from "../text.ts";

/** Notes what nobody but a person can carry over. */
export function noteFault(shell: Shell, words: readonly Text[], why: string): void {
  const text = words.map(shownText).join(" ").replaceAll(/\s+/g, " ").slice(0, 200);
  shell.findings.notUnderstood.push({ line: shell.line, text, why });
}

/** Notes a push, and the files that its text comes from. */
export function notePush(shell: Shell, reference: ImageReference, text: Text): void {
  shell.findings.pushes.push({ ...reference, line: shell.line });
  noteValues(shell, "version", text);
}

/** Notes another name of an image. */
export function noteTag(shell: Shell, from: ImageReference, to: ImageReference, text: Text): void {
  shell.findings.tags.push({ from, to, line: shell.line });
  noteValues(shell, "version", text);
}

/** Notes the files that a text comes from, each once. */
export function noteValues(shell: Shell, name: string, text: Text): void {
  for (const { origin } of text) {
    if (origin?.value === undefined) continue;
    const value = { name, file: origin.file, ...origin.value, line: shell.line };
    const isNoted = shell.findings.values.some(
      (noted) => noted.file === value.file && noted.match === value.match && noted.text === value.text,
    );
    if (!isNoted) shell.findings.values.push(value);
  }
}
