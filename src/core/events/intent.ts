/**
 * What a run is for (design, section 3).
 * - rebuild: build, test and publish all selected units anew
 * - publish: publish what the default branch's tip changed, and repair what breaks the one rule
 * - candidate: build and test what a proposed change changes, and give it candidate tags; no stream moves
 * - check: as candidate, for an untrusted event: nothing leaves the runner
 * - version: give the images of a tagged commit version tags; no stream moves
 * - local: build and test the checkout on a person's own machine; nothing leaves it
 *
 * `capabilities.ts` says what each may do.
 */
export type Intent = "rebuild" | "publish" | "candidate" | "check" | "version" | "local";
