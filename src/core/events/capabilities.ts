import type { Intent } from "./intent.ts";

/** The capabilities of a run, by its intent. Only this file distinguishes intents by name. */
export interface Capabilities {
  /** It may push images, by digest, without a tag, and use the logins to registries. */
  push: boolean;
  /** It may write timestamp tags, streams and aliases. */
  publish: boolean;
  /** It may write version tags. */
  versions: boolean;
  /** It may write candidate tags, reuse an earlier candidate, and comment on its pull request. */
  candidates: boolean;
  /** Its builds may read the build caches of images that have one. */
  readsCache: boolean;
  /** Its builds write them: only runs of the streams' own sources do. */
  writesCache: boolean;
  /** Its builds may have the configuration's secrets. */
  secrets: boolean;
  /** Its builds attest the lists of their packages. */
  listsPackages: boolean;
  /** A person may trigger it manually: roll back, hold, resume. */
  manualTriggers: boolean;
  /** It builds every unit, with newer packages than before. */
  rebuilds: boolean;
  /** It compares each unit with the newest publication that is not a rollback. */
  comparesWithPublished: boolean;
  /** It compares each unit with the parent commit of the change. */
  comparesWithParent: boolean;
  /** A tested candidate of the same inputs may replace a build. */
  looksForCandidates: boolean;
  /** It may publish that candidate as it is. */
  promotes: boolean;
  /** It may republish an earlier publication of the same inputs. */
  republishes: boolean;
  /** It works on the event's own commit. The others work on the tips of their branches. */
  needsEventCommit: boolean;
  /** Its plan names the images that every commit changes, with the remedy. */
  notesWholeContexts: boolean;
  /** It updates the comments on the pull requests that its commit merged. */
  commentsOnMerged: boolean;
}

/** No capabilities: each intent below adds its own. */
const nothing: Capabilities = {
  push: false,
  publish: false,
  versions: false,
  candidates: false,
  readsCache: false,
  writesCache: false,
  secrets: false,
  listsPackages: false,
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

/**
 * Design, section 3: nothing from an untrusted event leaves its runner, and no proposed change
 * moves a stream.
 */
export const capabilities: Readonly<Record<Intent, Capabilities>> = {
  rebuild: {
    ...nothing,
    push: true,
    publish: true,
    writesCache: true,
    secrets: true,
    listsPackages: true,
    manualTriggers: true,
    rebuilds: true,
    notesWholeContexts: true,
  },
  publish: {
    ...nothing,
    push: true,
    publish: true,
    readsCache: true,
    writesCache: true,
    secrets: true,
    listsPackages: true,
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
    readsCache: true,
    secrets: true,
    listsPackages: true,
    comparesWithParent: true,
    looksForCandidates: true,
    needsEventCommit: true,
    notesWholeContexts: true,
  },
  check: {
    ...nothing,
    readsCache: true,
    listsPackages: true,
    comparesWithParent: true,
    needsEventCommit: true,
    notesWholeContexts: true,
  },
  version: {
    ...nothing,
    push: true,
    versions: true,
    readsCache: true,
    secrets: true,
    listsPackages: true,
    looksForCandidates: true,
    promotes: true,
    needsEventCommit: true,
  },
  release: {
    ...nothing,
    push: true,
    publish: true,
    versions: true,
    readsCache: true,
    writesCache: true,
    secrets: true,
    listsPackages: true,
    comparesWithPublished: true,
    looksForCandidates: true,
    promotes: true,
    republishes: true,
  },
  local: { ...nothing, secrets: true },
};

/**
 * The intents that a plan may have instead of the event's own, by the configuration or an input.
 * Each may do nothing that the event's own may not.
 */
const narrower: Partial<Record<Intent, readonly Intent[]>> = { release: ["version"], rebuild: ["publish"] };

/** Whether a plan with this intent belongs to an event that asks for another one. */
export function mayBecome(asked: string, planned: Intent): boolean {
  const intent = intents.find((known) => known === asked);
  return intent !== undefined && (intent === planned || (narrower[intent] ?? []).includes(planned));
}

/** All intents, in the order of the plan's schema. */
export const intents = Object.keys(capabilities) as Intent[];

/**
 * The capabilities of an intent that an image records as text. Undefined if the text is not an
 * intent.
 */
export function capabilitiesOf(text: string): Capabilities | undefined {
  const intent = intents.find((known) => known === text);
  return intent === undefined ? undefined : capabilities[intent];
}
