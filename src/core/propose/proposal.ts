import type { Occasion, Place } from "../existing/model.ts";

/** A proposed configuration. */
export interface ProposedConfiguration {
  /** YAML with comments: the smallest that works. */
  text: string;
  /** References of today that it does not give, each with the reason as a clause. */
  left: readonly { repository: string; tag: string; place: Place; why: string }[];
  /** Sentences that a person should read: decisions that were not obvious. */
  notes: readonly string[];
}

/** How a reference of today fares with Tagstream. */
export type Fate =
  /** Written on the same occasion. */
  | { is: "same"; as: "stream" | "alias" | "version" | "timestamp" }
  /** The text is written, on other occasions too or instead: `whenever` is a clause. */
  | { is: "same text"; as: "stream" | "alias" | "version" | "timestamp"; whenever: string }
  /** Another text has its role: the candidate of a pull request. */
  | { is: "replaced"; by: string }
  | { is: "not written"; why: string };

/** One row of the table "published today → with Tagstream". */
export interface ComparedReference {
  repository: string;
  tag: string;
  occasions: readonly Occasion[];
  place: Place;
  fate: Fate;
}
