import { type Digest, isDigest } from "../lib/digest.ts";

const host = "(?:\\[[0-9A-Fa-f:]+\\](?::\\d+)?|[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d+)?)";
const form = new RegExp(
  `^((?:${host}/)?[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*)(?::([^@]*))?(?:@(.*))?$`,
  "s",
);

/** A reference as a file has it. Only the characters of the name are checked. */
export interface WrittenReference {
  name: string;
  tag?: string;
  digest?: string;
}

/** Reads `name`, `name:tag`, `name@digest` or `name:tag@digest`. */
export function parseWritten(text: string): WrittenReference | undefined {
  const [, name, tag, digest] = form.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { name, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** Reads `tag`, `tag@digest`. */
export function parseWrittenTag(text: string): { tag: string; digest?: string } {
  const at = text.indexOf("@");
  return at < 0 ? { tag: text } : { tag: text.slice(0, at), digest: text.slice(at + 1) };
}

/** The tag and the digest that a file names now. */
export function present(tag: string | undefined, digest: string | undefined): { tag?: string; digest?: Digest } {
  return {
    ...(tag === undefined || tag === "" ? {} : { tag }),
    ...(digest !== undefined && isDigest(digest) ? { digest } : {}),
  };
}
