/** Characters that a text takes up in a line: combining marks take none. */
export function width(text: string): number {
  return /^[\u0020-\u007e]*$/.test(text) ? text.length : [...text.replace(/\p{M}/gu, "")].length;
}
