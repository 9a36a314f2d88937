import type { IncomingHttpHeaders } from "node:http";
import * as v from "valibot";

/** An answer with its body read: what all calls but streamed blobs give. */
export interface Answer {
  url: URL;
  status: number;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  /** Given by the token service, not by the registry. */
  tokenService?: boolean;
}

/** An entry of the OCI error body (distribution specification, "Error Codes"). */
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

/** What the registry says is wrong; undefined when the body is not such a list. */
export function ociErrors(answer: Pick<Answer, "body">): OciError[] | undefined {
  return parseJson(answer, errorsSchema)?.errors;
}

export function isOk(answer: { status: number }): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** The registry's word that something is not there: a 404, and not one of whatever else answers at that address. */
export function isAbsent(answer: Answer): boolean {
  return answer.status === 404 && (answer.body.length === 0 || ociErrors(answer) !== undefined);
}

/** The codes by which registries refuse a manifest of which they do not (yet) have a part: a blob, or the manifest of a platform. */
const partUnknown = new Set(["BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNKNOWN"]);

/** Whether a registry refuses a manifest because it does not find one of its parts. */
export function lacksPart(answer: Pick<Answer, "status" | "body">): boolean {
  return [400, 404, 409, 412, 422].includes(answer.status) && (ociErrors(answer) ?? []).some(({ code }) => partUnknown.has(code));
}

/** Whether another try, later, may be answered otherwise: too many requests, or a server that is not well. 501 is its last word. */
export function mayPass({ status }: { status: number }): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

export function isRefused(answer: { status: number }): boolean {
  return answer.status === 401 || answer.status === 403;
}
