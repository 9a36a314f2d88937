/** A value for a message: on one line, in quotes, with a limited length. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 140 ? `${value.slice(0, 140)}…` : value);
}
