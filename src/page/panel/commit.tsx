import { oneLine } from "../../core/lib/text/clean.ts";
import { shortCommit } from "../../core/lib/text/words.ts";
import { SafeLink } from "../parts/safe-link.tsx";

/** A commit in its short form, which links to its page. */
export function Commit({ commit, source }: { commit: string; source: string | undefined }) {
  const isCommit = /^[0-9a-f]{7,64}$/.test(commit);
  return (
    <SafeLink to={source && isCommit ? `${source}/commit/${commit}` : undefined}>
      <code title={oneLine(commit)}>{oneLine(shortCommit(commit))}</code>
    </SafeLink>
  );
}
