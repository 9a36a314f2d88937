import { ghcr } from "../registries/ghcr.ts";
import { vendorOf } from "../registries/host.ts";
import type { WorkflowLogin, WorkflowSettings } from "./settings.ts";

/** Whether a registry is GitHub's own: the job's token logs in, with the right `packages`. */
export function isOfGitHub(registry: string): boolean {
  return ghcr.hosts?.test(registry) === true || /^containers\./.test(registry);
}

/** The usual login of a registry. */
export function usualLogin(registry: string): WorkflowLogin {
  if (isOfGitHub(registry)) return { registry, username: of("github.actor"), password: of("github.token") };
  const known = vendorOf(registry)?.workflowSecrets;
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
