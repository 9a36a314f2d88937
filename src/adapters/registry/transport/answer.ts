import type { IncomingHttpHeaders } from "node:http";
import * as v from "valibot";

/** An answer with its body read: every call gives one, except streamed blobs. */
export interface Answer {
  url: URL;
  status: number;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  /** From the token service, not the registry. */
  tokenService?: boolean;
}

/** An entry of an OCI error body (distribution specification, "Error Codes"). */
export interface OciError {
  code: string;
  message: string;
}

const errorsSchema = v.object({
  errors: v.array(v.object({ code: v.optional(v.string(), ""), message: v.optional(v.string(), "") })),
});

/** The answer's body, if it is JSON of this shape. */
export function parseJson<T>(answer: Pick<Answer, "body">, schema: v.GenericSchema<unknown, T>): T | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(new TextDecoder().decode(answer.body)));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

/** The registry's error list; undefined when the body is not one. */
export function ociErrors(answer: Pick<Answer, "body">): OciError[] | undefined {
  return parseJson(answer, errorsSchema)?.errors;
}

export function isOk(answer: { status: number }): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/**
 * Whether the registry itself reports absence: a 404, and not one from another server at that
 * address.
 */
export function isAbsent(answer: Answer): boolean {
  return answer.status === 404 && (answer.body.length === 0 || ociErrors(answer) !== undefined);
}

/**
 * Codes of registries that refuse a manifest because a blob or a platform's manifest is missing
 * (yet).
 */
const partUnknown = new Set(["BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNKNOWN"]);

/** Whether a registry refuses a manifest because a part is missing. */
export function lacksPart(answer: Pick<Answer, "status" | "body">): boolean {
  return [400, 404, 409, 412, 422].includes(answer.status) && (ociErrors(answer) ?? []).some(({ code }) => partUnknown.has(code));
}

/** Whether a later retry may succeed: too many requests, or a server fault. 501 is final. */
export function mayPass({ status }: { status: number }): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

export function isRefused(answer: { status: number }): boolean {
  return answer.status === 401 || answer.status === 403;
}
