/** Where the lines of one piece of long work go, as they come. */
export interface Log {
  line(text: string): void;
}
