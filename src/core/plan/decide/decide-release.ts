import { lowerVersionBlocker } from "../../publish/lower-version.ts";
import type { ReleasePurpose } from "../../tags/kind.ts";
import type { Unit } from "../../unit/unit.ts";
import { decideVersion } from "../../versions/version-decide.ts";
import { blockedBy } from "./blocked.ts";
import type { UnitFacts, Verdict } from "./facts.ts";

/**
 * Decides the run of a git tag for one unit: its stream, if that tag is the stream's newest release,
 * and its version. A unit in both is built once. A stream that shows a higher version stays, and
 * the version gets its tags all the same.
 * @param decideStream the decision of a publication
 */
export function decideRelease(unit: Unit, facts: UnitFacts, decideStream: () => Verdict): Verdict {
  const { isNewestRelease, version } = facts;
  const lower = isNewestRelease ? lowerVersionBlocker(unit, facts.versionPublished) : undefined;
  if (lower && !version) return blockedBy(lower);
  const stream = isNewestRelease && !lower ? decideStream() : undefined;
  if (!version) return stream ? { ...stream, purposes: ["publish"] } : { decision: "leave", reason: "not part of this release" };
  const own = decideVersion(unit, facts);
  if (stream) return both(stream, own, version.observed ? `new version ${version.version.text}` : own.reason);
  const kept = lower ? `; its stream keeps ${facts.versionPublished?.version}` : "";
  return { ...own, reason: `${own.reason}${kept}`, purposes: ["versions"] };
}

/**
 * Decides on a unit whose version exists with other inputs: someone moved the git tag. Its stream
 * gets the new image all the same, and the run is red for the version, which never changes.
 * Undefined in all other cases.
 */
export function decideTaken(unit: Unit, facts: UnitFacts, decideStream: () => Verdict): Verdict | undefined {
  if (facts.blocked?.code !== "version-taken" || !facts.isNewestRelease || !facts.version) return undefined;
  const stream = lowerVersionBlocker(unit, facts.versionPublished) ? undefined : decideStream();
  if (stream?.decision !== "build") return undefined;
  return {
    ...stream,
    reason: `${stream.reason}; version ${facts.version.version.text} is taken`,
    purposes: ["publish", "versions"],
  };
}

/**
 * One verdict for a stream and a version of the same commit.
 * @param news what is new of the version: the reason to build it would say once more why the stream is built
 */
function both(stream: Verdict, version: Verdict, news: string): Verdict {
  const done = (purposes: ReleasePurpose[], verdict: Verdict, ...more: string[]): Verdict => ({
    ...verdict,
    reason: [verdict.reason, ...more].join("; "),
    purposes,
  });
  const isComplete = version.decision === "leave" || version.decision === "repair";
  if (stream.decision === "build") {
    // A version that exists is never written again: only the stream gets the new image.
    return isComplete ? done(["publish"], stream) : done(["publish", "versions"], stream, news);
  }
  if (version.decision === "leave") return done(["publish"], stream, version.reason);
  if (stream.decision === "leave") return done(["versions"], version);
  // The stream needs a repair. A new image of the version is not for the stream, which has its own.
  const isOwnImage = version.decision === "build" || version.decision === "test";
  return isOwnImage ? done(["versions"], version) : done(["publish", "versions"], version, stream.reason);
}
