/** Secrets of the step that are for Tagstream alone. */
export interface OwnSecrets {
  /** The address of an outside monitor. */
  ping?: string;
  /** The token that tells other repositories. */
  notifyToken?: string;
}

/** Whether a variable holds such a secret: no build, test script or other process gets it. */
export function isOwnSecret(name: string): boolean {
  return name === "TAGSTREAM_PING" || name === "TAGSTREAM_NOTIFY_TOKEN";
}

/**
 * Takes the secrets out of an environment, so that no process that starts later inherits them. Call
 * it first.
 */
export function takeOwnSecrets(environment: NodeJS.ProcessEnv): OwnSecrets {
  const [ping, notifyToken] = [environment["TAGSTREAM_PING"]?.trim(), environment["TAGSTREAM_NOTIFY_TOKEN"]?.trim()];
  for (const name of Object.keys(environment)) if (isOwnSecret(name)) delete environment[name];
  return { ...(ping ? { ping } : {}), ...(notifyToken ? { notifyToken } : {}) };
}
