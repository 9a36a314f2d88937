import type { Answer } from "../route.ts";
import type { TokenRights } from "./access.ts";
import { answerBy, gitRoutes, settingsRoute } from "./git-routes.ts";
import { mutations } from "./mutations.ts";
import { faultsOfRest, readMutation } from "./published-schema.ts";
import { pullRoutes } from "./pull-routes.ts";
import type { HostedRepository } from "./repository.ts";

/** The repositories that the tests' GitHub hosts over real git. */
export interface Hosted {
  repositories: HostedRepository[];
  /** What each token may do. */
  tokens: Map<string, TokenRights>;
  /** What in requests contradicts GitHub's published schemas. */
  faults: string[];
}

export interface HostedRequest {
  /** `GET /repos/…` */
  line: string;
  body: Record<string, unknown>;
  /** The header. */
  authorization: string | undefined;
}

/** GitHub's answer; undefined for what is about no hosted repository, or about its issues and the like. */
export function answerHosted(hosted: Hosted, { line, body, authorization = "" }: HostedRequest): Answer | undefined {
  const rights = hosted.tokens.get(authorization.replace(/^(?:token|bearer) /i, ""));
  const [, method = "", prefix = "", name = "", rest = ""] =
    /^(\w+) (\/api\/v3)?\/repos\/([\w.-]+\/[\w.-]+)(.*)$/.exec(line) ?? [];
  const repository = hosted.repositories.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (repository) {
    const routes = [settingsRoute(repository), ...gitRoutes(repository), ...pullRoutes(repository)];
    const answer = answerBy(routes, repository, { line: `${method} ${rest}`, body, rights });
    if (answer) hosted.faults.push(...faultsOfRest(method, line.slice(method.length + 1 + prefix.length), body));
    return answer;
  }
  return /^POST (?:\/api)?\/graphql$/.test(line) ? answerMutation(hosted, body, rights) : undefined;
}

function answerMutation(hosted: Hosted, body: Record<string, unknown>, rights: TokenRights | undefined): Answer | undefined {
  if (!/^\s*mutation\b/.test(String(body["query"]))) return undefined;
  const variables = (body["variables"] ?? {}) as Record<string, unknown>;
  const { name, faults } = readMutation(String(body["query"]), variables);
  hosted.faults.push(...faults);
  return mutations[name]?.(hosted.repositories, variables, rights);
}
