import { versionFileOf } from "../version-files.ts";
import type { Shell } from "./shell.ts";
import type { Segment, Text } from "./text.ts";

/** Gives each text that was just read from a file its place there. What has no short pattern loses its origin. */
export function resolveOrigins(shell: Shell, text: Text): Text {
  if (text.every(({ origin }) => origin === undefined || origin.value !== undefined)) return text;
  return text.map((segment) => resolveOrigin(shell, segment));
}

function resolveOrigin(shell: Shell, segment: Segment): Segment {
  const { origin } = segment;
  if (origin === undefined || origin.value !== undefined) return segment;
  const text = segment.text.trim();
  const content = shell.context.textOf(origin.file) ?? "";
  const found = content.length > 256 * 1024 ? undefined : versionFileOf(origin.file, content, text);
  if (found === undefined) return { text: segment.text, known: segment.known };
  const match = found.match === undefined ? {} : { match: found.match };
  return { ...segment, origin: { file: origin.file, value: { ...match, text } } };
}
