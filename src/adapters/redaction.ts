import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { SecretReference } from "../core/unit.ts";

/** Shorter values and lines are left: blotting out `a` or `no` would make a log unreadable and protect nothing. */
const shortest = 4;
/** Larger files are not secrets that somebody prints. */
const largestFile = 64 * 1024;

/** Blots the values of secrets, whole and line by line, out of a text. GitHub does it for its own secrets alone, and for its log alone. */
export type Redact = (text: string) => string;

/** Reads the values of a build's secrets, and returns what replaces them by `***`. A secret that is not there has no value. */
export async function redactorOf(secrets: readonly SecretReference[], workTree: string): Promise<Redact> {
  const values = await Promise.all(secrets.map((secret) => secretValue(secret, workTree)));
  const parts = values.flatMap((value) => [value.trim(), ...value.split(/\r?\n/).map((line) => line.trim())]);
  const ordered = [...new Set(parts.filter((part) => part.length >= shortest))].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((redacted, part) => redacted.replaceAll(part, "***"), text);
}

async function secretValue({ env, src }: SecretReference, workTree: string): Promise<string> {
  if (env !== undefined) return process.env[env] ?? "";
  if (src === undefined) return "";
  try {
    const bytes = await readFile(resolve(workTree, src));
    return bytes.length > largestFile ? "" : bytes.toString("utf8");
  } catch {
    return "";
  }
}
