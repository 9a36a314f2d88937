import type { RestEndpointMethodTypes } from "@octokit/rest";
import { type Route, refused, unknown } from "./route.ts";
import type { GitHub } from "./state.ts";

type Data<Method extends "getWorkflow" | "listWorkflowRuns"> = RestEndpointMethodTypes["actions"][Method]["response"]["data"];

/** The parts of the REST API that workflows and their runs are, in the types that GitHub publishes. */
export function actionsRoutes(github: GitHub): Route[] {
  return [
    [
      /^GET \/repos\/osg\/images\/actions\/workflows\/([\w.-]+)$/,
      ([, file = ""]) => {
        if (!github.mayReadActions) return refused;
        const workflow = github.workflows.get(file);
        if (!workflow) return unknown;
        const body: Data<"getWorkflow"> = {
          id: 1,
          node_id: "W_1",
          name: file,
          path: `.github/workflows/${file}`,
          state: workflow.state,
          created_at: "2026-01-01T00:00:00.000Z",
          updated_at: workflow.changed ?? "2026-01-01T00:00:00.000Z",
          url: `https://api.github.com/repos/osg/images/actions/workflows/1`,
          html_url: `https://github.com/osg/images/blob/main/.github/workflows/${file}`,
          badge_url: `https://github.com/osg/images/workflows/${file}/badge.svg`,
        };
        return { status: 200, body };
      },
    ],
    [
      /^GET \/repos\/osg\/images\/actions\/workflows\/([\w.-]+)\/runs\?(.+)$/,
      ([, file = "", text]) => {
        if (!github.mayReadActions) return refused;
        const query = new URLSearchParams(text);
        const runs = (github.workflows.get(file)?.runs ?? []).filter(
          ({ conclusion, event = "schedule" }) =>
            event === query.get("event") && (query.get("status") === null || conclusion === query.get("status")),
        );
        const shown = runs.slice(0, Number(query.get("per_page") ?? 30));
        const body = {
          total_count: runs.length,
          workflow_runs: shown.map(({ at, conclusion }, index) => ({
            id: index,
            created_at: at,
            html_url: `https://github.com/osg/images/actions/runs/${index}`,
            conclusion: conclusion ?? null,
            status: conclusion === undefined ? "in_progress" : "completed",
          })),
        } satisfies {
          [Key in keyof Data<"listWorkflowRuns">]: Data<"listWorkflowRuns">[Key] extends (infer Run)[] ? Partial<Run>[] : number;
        };
        return { status: 200, body };
      },
    ],
    dispatchRoute(github),
  ];
}

function dispatchRoute(github: GitHub): Route {
  return [
    /^POST \/repos\/([\w.-]+\/[\w.-]+)\/dispatches$/,
    ([, repository = ""], body) => {
      if (!github.mayDispatch(repository)) return repository.endsWith("/hidden") ? unknown : refused;
      github.dispatches.push({ repository, ...body });
      return { status: 204, body: undefined };
    },
  ];
}
