import type { Intent } from "../plan/plan.ts";

/** Which effects beyond the runner an intent may have. */
export interface Effects {
  /** Images may be pushed, by digest, under no tag; registries may be logged in to. */
  push: boolean;
  /** Timestamp tags, streams and aliases may be written. */
  publish: boolean;
  /** Version tags may be written. */
  versions: boolean;
  /** Candidate tags may be written. */
  candidates: boolean;
  /** Builds may have the configuration's secrets. */
  secrets: boolean;
}

/** Design, section 3: nothing of an untrusted event leaves its runner, and no proposed change moves a stream. */
export const capabilities: Readonly<Record<Intent, Effects>> = {
  rebuild: { push: true, publish: true, versions: false, candidates: false, secrets: true },
  publish: { push: true, publish: true, versions: false, candidates: false, secrets: true },
  candidate: { push: true, publish: false, versions: false, candidates: true, secrets: true },
  check: { push: false, publish: false, versions: false, candidates: false, secrets: false },
  version: { push: true, publish: false, versions: true, candidates: false, secrets: true },
  local: { push: false, publish: false, versions: false, candidates: false, secrets: true },
};
