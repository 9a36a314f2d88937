import { type Route, unknown } from "./route.ts";
import type { GitHub } from "./state.ts";

/** The parts of the REST API that branches and pull requests are. */
export function repositoryRoutes(github: GitHub): Route[] {
  return [
    [
      /^GET \/repos\/osg\/images\/git\/ref\/heads%2F(.+)$/,
      ([, branch = ""]) => {
        const sha = github.branches.get(decodeURIComponent(branch));
        return sha === undefined
          ? unknown
          : { status: 200, body: { ref: `refs/heads/${branch}`, object: { type: "commit", sha } } };
      },
    ],
    [
      /^GET \/repos\/osg\/images\/pulls\/(\d+)$/,
      ([, number]) => {
        const pull = github.pulls.get(Number(number));
        if (!pull) return unknown;
        const { state, merged, head, base = "main" } = pull;
        return {
          status: 200,
          body: { number: Number(number), state, merged, head: { sha: head, ref: "change" }, base: { ref: base } },
        };
      },
    ],
    [
      /^GET \/repos\/osg\/images\/commits\/([0-9a-f]{40})\/pulls\?per_page=100$/,
      ([, commit]) => {
        const found = [...github.pulls].filter(([, { mergedAs }]) => mergedAs === commit);
        return {
          status: 200,
          body: found.map(([number, { merged }]) => ({ number, merged_at: merged ? "2026-11-24T00:00:00Z" : null })),
        };
      },
    ],
  ];
}
