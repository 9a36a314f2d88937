import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { SecretReference } from "../../core/unit/unit.ts";
import type { Redact, RedactingStream } from "../../ports/redact.ts";

/**
 * Keep shorter values and lines: masking `a` or `no` makes a log unreadable and protects nothing.
 */
const shortest = 4;
/** Base64 of fewer characters matches too many harmless words. */
const shortestBase64 = 8;
/** Larger files are unlikely to be printed as secrets. */
const largestFile = 64 * 1024;
/** For a streamed text: at most this much waits for the next piece, besides one secret. */
const longestHeld = 64 * 1024;
const blot = "***";

/**
 * Reads the values of secrets, and returns a function that replaces them by `***`: whole, by line,
 * and as JSON, URLs and Base64 write them. GitHub masks only its own secrets, and only in its log.
 * A missing secret has no value.
 */
export async function redactorOf(secrets: readonly SecretReference[], workTree: string): Promise<Redact> {
  const values = await Promise.all(secrets.map((secret) => secretValue(secret, workTree)));
  const texts = values.flatMap((value) => [value.trim(), ...value.split(/\r?\n/).map((line) => line.trim())]);
  const plain = [...new Set(texts.filter((text) => text.length >= shortest))];
  const parts = [...new Set([...plain.flatMap(writtenForms), ...values.flatMap((value) => base64Forms(value.trim()))])];
  const redact = (text: string) => blotOut(text, spansOf(text, parts));
  return Object.assign(redact, { stream: () => streamOf(parts) });
}

async function secretValue({ env, src }: SecretReference, workTree: string): Promise<string> {
  if (env !== undefined) return process.env[env] ?? "";
  if (src === undefined) return "";
  try {
    const file = resolve(workTree, src);
    const stats = await stat(file); // a device or a pipe may never end
    return stats.isFile() && stats.size <= largestFile ? await readFile(file, "utf8") : "";
  } catch {
    return "";
  }
}

function writtenForms(text: string): string[] {
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(Buffer.from(text).toString())];
}

/**
 * Base64 forms of a value at any offset (`user:password`), without the characters that neighbours
 * decide.
 */
function base64Forms(value: string): string[] {
  if (value.length < shortest) return [];
  const bytes = Buffer.from(value);
  const forms = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
  });
  return forms.filter((form) => form.length >= shortestBase64);
}

type Span = [start: number, end: number];

/**
 * The positions of secret parts in a text, in order. Joins overlapping ones: otherwise the end of
 * one would stay visible.
 */
function spansOf(text: string, parts: readonly string[], more: readonly Span[] = []): Span[] {
  const found: Span[] = [...more];
  for (const part of parts) {
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push([at, at + part.length]);
  }
  const joined: Span[] = [];
  for (const [start, end] of found.sort(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

function blotOut(text: string, spans: readonly Span[]): string {
  let redacted = "";
  let from = 0;
  for (const [start, end] of spans) {
    redacted += text.slice(from, start) + blot;
    from = end;
  }
  return redacted + text.slice(from);
}

/** Holds back the end of each piece that may begin a secret. */
function streamOf(parts: readonly string[]): RedactingStream {
  let held = "";
  return {
    write(piece) {
      const text = held + piece;
      const spans = spansOf(text, parts);
      const begun = startOfPart(text, parts);
      const across = spans.find(([start, end]) => start < begun && begun < end);
      const from = across ? across[0] : begun;
      if (text.length - from > 2 * longestHeld) {
        held = "";
        return blotOut(text, spans);
      }
      held = text.slice(from);
      return blotOut(
        text.slice(0, from),
        spans.filter(([, end]) => end <= from),
      );
    },
    end() {
      const text = held;
      held = "";
      const end = text.trimEnd().length;
      const begun = startOfPart(text.slice(0, end), parts); // half a secret, from a process that was ended
      return blotOut(text, spansOf(text, parts, end - begun >= shortest ? [[begun, end]] : []));
    },
  };
}

/**
 * Where the longest suffix starts that begins a secret part without completing it; the text's
 * length without one.
 */
function startOfPart(text: string, parts: readonly string[]): number {
  return Math.min(text.length, ...parts.map((part) => startOf(text, part)));
}

function startOf(text: string, part: string): number {
  const first = part.charAt(0);
  let at = text.indexOf(first, Math.max(0, text.length - part.length + 1));
  while (at >= 0 && !part.startsWith(text.slice(at))) at = text.indexOf(first, at + 1);
  return at < 0 ? text.length : at;
}
