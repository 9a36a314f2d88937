/** Receives the lines of one long task as they arrive. */
export interface Log {
  line(text: string): void;
}
