import { ghcr } from "../registries/ghcr.ts";
import type { WorkflowLogin, WorkflowSettings } from "./settings.ts";

/** Whether a registry is GitHub's own: the job's token logs in, with the right `packages`. */
export function isOfGitHub(registry: string): boolean {
  return ghcr.hosts?.test(registry) === true || /^containers\./.test(registry);
}

/** The names of secrets that hold a registry's login, where it has usual ones. */
const usualSecrets: readonly { hosts: RegExp; username: string; password: string }[] = [
  { hosts: /^docker\.io$/, username: "DOCKERHUB_USERNAME", password: "DOCKERHUB_TOKEN" },
  { hosts: /^quay\.io$/, username: "QUAY_USERNAME", password: "QUAY_TOKEN" },
  { hosts: /^registry\.gitlab\.com$/, username: "GITLAB_USERNAME", password: "GITLAB_TOKEN" },
  { hosts: /\.azurecr\.(?:io|cn|us)$/, username: "ACR_USERNAME", password: "ACR_PASSWORD" },
  { hosts: /\.dkr\.ecr\.|^public\.ecr\.aws$/, username: "AWS_ACCESS_KEY_ID", password: "AWS_SECRET_ACCESS_KEY" },
];

/** The usual login of a registry. */
export function usualLogin(registry: string): WorkflowLogin {
  if (isOfGitHub(registry)) return { registry, username: of("github.actor"), password: of("github.token") };
  const known = usualSecrets.find(({ hosts }) => hosts.test(registry));
  const prefix = registry
    .replace(/\W+/g, "_")
    .replace(/^(?=\d)/, "_")
    .toUpperCase();
  const { username, password } = known ?? { username: `${prefix}_USERNAME`, password: `${prefix}_PASSWORD` };
  return { registry, username: of(`secrets.${username}`), password: of(`secrets.${password}`) };
}

function of(text: string): string {
  return `\${{ ${text} }}`;
}

/** The login of a registry: a person's, or the usual one. */
export function loginOf(registry: string, { logins }: Pick<WorkflowSettings, "logins">): WorkflowLogin {
  return logins.find((login) => login.registry === registry) ?? usualLogin(registry);
}

/** The logins that differ from the usual ones. */
export function unusualLogins(logins: readonly WorkflowLogin[]): WorkflowLogin[] {
  return logins.filter(({ registry, username, password }) => {
    const usual = usualLogin(registry);
    return username !== usual.username || password !== usual.password;
  });
}
