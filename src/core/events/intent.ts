/**
 * The purpose of a run (design, section 3).
 * - rebuild: build, test and publish all selected units, whether they changed or not
 * - publish: publish what changed on the tip of a branch, and repair the one rule
 * - candidate: build and test a proposed change, and give it candidate tags; no stream moves
 * - check: the same as candidate, for an untrusted event: nothing leaves the runner
 * - version: give the images of a tagged commit version tags; no stream moves
 * - release: the same, and publish the streams whose newest release the git tag is
 * - local: build and test the checkout on a person's own machine; nothing leaves it
 *
 * `capabilities.ts` lists the capabilities of each.
 */
export type Intent = "rebuild" | "publish" | "candidate" | "check" | "version" | "release" | "local";
