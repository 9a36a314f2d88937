/**
 * The outcome of a unit in a run.
 * - published: the tested image has a new timestamp and the stream shows it, or it has the tags of
 *   its version
 * - kept: its build equals the published image, which has a new timestamp and stays
 * - held: it has a new timestamp, and a hold keeps the stream in place
 * - overtaken: it has a new timestamp, and the stream shows a newer image from another run
 * - withheld: nothing new; it follows another unit, and what it was to publish is no longer allowed
 * - repaired: nothing new; the run wrote missing tags or corrected wrong ones
 * - unchanged: nothing new, and nothing to repair
 * - passed: built and tested, retested, or tested before, in a run that does not publish it
 *   (candidate, check, or the base of a version)
 * - failed: its build or a test failed, or its job left no record
 * - skipped: not built, or not published, because its base failed
 * - unchecked: an untrusted change whose build needs a secret
 * - not-published: it passed, but a required registry did not accept it
 * - blocked: the plan could not do anything with it
 */
export type Outcome =
  | "published"
  | "kept"
  | "held"
  | "overtaken"
  | "withheld"
  | "repaired"
  | "unchanged"
  | "passed"
  | "failed"
  | "skipped"
  | "unchecked"
  | "not-published"
  | "blocked";
