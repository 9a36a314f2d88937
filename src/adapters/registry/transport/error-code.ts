/** `ECONNRESET`, `ENOENT` of a Node error; empty for other errors. */
export function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "";
}
