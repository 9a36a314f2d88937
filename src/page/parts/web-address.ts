/** Whether a text that a stranger may have written is the address of a page on the web: no `javascript:`, no file. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^/\s]/i.test(text);
}
