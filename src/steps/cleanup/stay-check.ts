import { otherName, reasonToStay } from "../../core/cleanup/retire.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Forge } from "../../ports/forge.ts";
import type { StayCheck } from "../../ports/registry.ts";

/**
 * Explains why a tag of a closed pull request must stay: its image does not name this repository as
 * its source. A renamed or transferred repository has images under its former name; GitHub is asked
 * once per name.
 */
export function createStayCheck(
  { repository, source: page }: Pick<Plan, "repository" | "source">,
  forge: Pick<Forge, "currentName"> | undefined,
): StayCheck {
  const asked = new Map<string, Promise<string | undefined>>();
  const nameOf = (name: string, { currentName }: Pick<Forge, "currentName">): Promise<string | undefined> => {
    const answer = asked.get(name) ?? currentName(name);
    asked.set(name, answer);
    return answer;
  };
  return async (tag, { bytes }) => {
    const annotations = readManifestAnnotations(bytes);
    const reason = reasonToStay(tag, annotations, page);
    const name = reason === undefined ? undefined : otherName(annotations.source, page, repository);
    if (reason === undefined || name === undefined || !forge) return reason;
    try {
      return (await nameOf(name, forge))?.toLowerCase() === repository.toLowerCase() ? undefined : reason;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return `${reason}; could not check whether that is this repository's former name: ${withoutStop(error.message)}`;
    }
  };
}
