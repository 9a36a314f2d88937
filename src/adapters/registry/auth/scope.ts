/** `repository:osg/xcache:pull,push`: what a token is asked for (Docker's token specification, "Requesting a Token"). */
export type Scope = string;

export type Access = "pull" | "pull,push" | "pull,push,delete";

export function repositoryScope(name: string, access: Access): Scope {
  return `repository:${name}:${access}`;
}

/** The scopes of a challenge's `scope` parameter, but for the right to remove things: what removes a tag asks for that itself, and nothing else is to have it. */
export function parseScopes(parameter: string | undefined): Scope[] {
  return (parameter ?? "").split(" ").flatMap((scope) => {
    const colon = scope.lastIndexOf(":");
    const actions = scope
      .slice(colon + 1)
      .split(",")
      .filter((action) => action !== "delete" && action !== "*");
    return colon < 0 || actions.join() === "" ? [] : [`${scope.slice(0, colon)}:${actions.join()}`];
  });
}

/** Scopes joined into the fewest, actions of one resource together, in an order that does not depend on theirs. */
export function joinScopes(scopes: readonly Scope[]): Scope[] {
  const actions = new Map<string, Set<string>>();
  for (const scope of scopes) {
    const colon = scope.lastIndexOf(":");
    const resource = scope.slice(0, Math.max(colon, 0));
    const known = actions.get(resource) ?? new Set();
    for (const action of scope.slice(colon + 1).split(",")) known.add(action);
    actions.set(resource, known);
  }
  return [...actions].map(([resource, all]) => `${resource}:${[...all].sort().join(",")}`).sort();
}
