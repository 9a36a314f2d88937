export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** What answers a request whose line matches. */
export type Route = [RegExp, (match: RegExpExecArray, body: Record<string, unknown>) => Answer];

/** GitHub's answer for what it does not have, and for what the token may not see. */
export const unknown: Answer = { status: 404, body: { message: "Not Found", status: "404" } };
/** GitHub's answer for what the token may not do. */
export const refused: Answer = { status: 403, body: { message: "Resource not accessible by integration", status: "403" } };
