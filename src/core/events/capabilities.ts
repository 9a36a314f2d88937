import type { Intent } from "./intent.ts";

/** What a run may do, and how it decides, by its intent. The only place that tells intents apart by their names. */
export interface Capabilities {
  /** It may push images, by digest, under no tag, and use the logins to registries. */
  push: boolean;
  /** It may write timestamp tags, streams and aliases. */
  publish: boolean;
  /** It may write version tags. */
  versions: boolean;
  /** It may write candidate tags, use an earlier candidate again, and comment on its pull request. */
  candidates: boolean;
  /** Its builds may have the configuration's secrets. */
  secrets: boolean;
  /** A person may give it a manual trigger: roll back, hold, resume. */
  manualTriggers: boolean;
  /** It builds every unit, with newer packages than before. */
  rebuilds: boolean;
  /** It compares each unit with the newest publication that is not a rollback. */
  comparesWithPublished: boolean;
  /** It compares each unit with the commit that the change is proposed for. */
  comparesWithParent: boolean;
  /** A tested candidate of the same inputs may take the place of a build. */
  looksForCandidates: boolean;
  /** It may publish that candidate as it is. */
  promotes: boolean;
  /** It may publish again what was published before of the same inputs. */
  republishes: boolean;
  /** It works on the event's own commit. The others work on the tip of the default branch. */
  needsEventCommit: boolean;
  /** Its plan names the images that every commit changes, with the remedy. */
  notesWholeContexts: boolean;
  /** It updates the comments on the pull requests that its commit merged. */
  commentsOnMerged: boolean;
}

/** Where every intent begins: it may do only what its line below adds. */
const nothing: Capabilities = {
  push: false,
  publish: false,
  versions: false,
  candidates: false,
  secrets: false,
  manualTriggers: false,
  rebuilds: false,
  comparesWithPublished: false,
  comparesWithParent: false,
  looksForCandidates: false,
  promotes: false,
  republishes: false,
  needsEventCommit: false,
  notesWholeContexts: false,
  commentsOnMerged: false,
};

/** Design, section 3: nothing of an untrusted event leaves its runner, and no proposed change moves a stream. */
export const capabilities: Readonly<Record<Intent, Capabilities>> = {
  rebuild: {
    ...nothing,
    push: true,
    publish: true,
    secrets: true,
    manualTriggers: true,
    rebuilds: true,
    notesWholeContexts: true,
  },
  publish: {
    ...nothing,
    push: true,
    publish: true,
    secrets: true,
    manualTriggers: true,
    comparesWithPublished: true,
    looksForCandidates: true,
    promotes: true,
    republishes: true,
    notesWholeContexts: true,
    commentsOnMerged: true,
  },
  candidate: {
    ...nothing,
    push: true,
    candidates: true,
    secrets: true,
    comparesWithParent: true,
    looksForCandidates: true,
    needsEventCommit: true,
    notesWholeContexts: true,
  },
  check: { ...nothing, comparesWithParent: true, needsEventCommit: true, notesWholeContexts: true },
  version: {
    ...nothing,
    push: true,
    versions: true,
    secrets: true,
    looksForCandidates: true,
    promotes: true,
    needsEventCommit: true,
  },
  local: { ...nothing, secrets: true },
};

/** All intents, in the order of the plan's schema. */
export const intents = Object.keys(capabilities) as Intent[];

/** What a text, as an image carries it, may do as an intent. Undefined for a text that is none. */
export function capabilitiesOf(text: string): Capabilities | undefined {
  const intent = intents.find((known) => known === text);
  return intent === undefined ? undefined : capabilities[intent];
}
