import { withoutStop } from "../../lib/text/words.ts";

/** What a registry did not tell. */
export interface Unread {
  /** What could not be read: `its candidate `. Empty for the unit itself. */
  subject: string;
  /** The registry's failure, in one or more sentences. */
  failure: string;
}

/** `its candidate cannot be read: hub.example.org cannot be reached: …` */
export function printUnread({ subject, failure }: Unread): string {
  return `${subject}cannot be read: ${inOneSentence(failure)}`;
}

/** Reads a reason that `printUnread` printed; undefined for any other. */
export function parseUnread(reason: string): Unread | undefined {
  const [, subject, failure] = /^(.*?)cannot be read: (.*)$/.exec(reason) ?? [];
  return subject === undefined || failure === undefined ? undefined : { subject, failure };
}

/** A failure as the end of a sentence. */
export function inOneSentence(failure: string): string {
  return withoutStop(failure.replace(/\s*\n\s*/g, " "));
}
