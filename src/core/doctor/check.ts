import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** One check of the doctor: a file in `checks`, and a section of docs/guide/doctor.md. */
export interface Check {
  /** Its name in JSON, and the anchor of its section. Stays the same between versions. */
  name: string;
  /** What is in order if it finds nothing, in a word or two. */
  title: string;
  /** Whether it looks at units: without a valid configuration there are none. */
  ofUnits?: true;
  /** What is not in order, or unknown. Never `ok`. */
  find(facts: Facts): Finding[];
}
