/** The columns that a text fills. Combining marks fill none. */
export function width(text: string): number {
  return /^[\u0020-\u007e]*$/.test(text) ? text.length : [...text.replace(/\p{M}/gu, "")].length;
}
