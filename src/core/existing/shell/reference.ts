import { normalRepository, repositoryNamePattern, withRegistry } from "../../oci/reference.ts";
import type { ImageReference } from "./shell.ts";
import { knownValue, type Text } from "./text.ts";

/**
 * The image that a word of a command names. `latest` if it names no tag.
 * @returns undefined if a part is unknown, or if it is no reference
 */
export function readReference(text: Text): ImageReference | undefined {
  const value = knownValue(text);
  return value === undefined ? undefined : parseReference(value.replace(/^docker:\/\//, ""));
}

/** A reference as text. */
export function parseReference(text: string): ImageReference | undefined {
  const [, name = "", tag = "latest"] = /^([^@\s]+?)(?::([\w][\w.-]{0,127}))?(?:@sha256:[0-9a-f]+)?$/.exec(text) ?? [];
  const repository = withRegistry(name);
  const slash = repository.indexOf("/");
  if (name === "" || slash < 1 || !repositoryNamePattern.test(repository.slice(slash + 1))) return undefined;
  if (!/^[\w.-]+(:\d+)?$/.test(repository.slice(0, slash))) return undefined;
  return { repository: normalRepository(repository), tag: text.includes("@") ? "" : tag };
}

/** The source of a copy: its digest may be known only in a run. */
export function readSource(text: Text): ImageReference | undefined {
  const whole = readReference(text);
  if (whole !== undefined) return whole;
  const [first] = text;
  const repository = first?.known === true ? /^([^@\s]+)@sha256:/.exec(first.text)?.[1] : undefined;
  return repository === undefined ? undefined : parseReference(`${repository}@sha256:0`);
}
