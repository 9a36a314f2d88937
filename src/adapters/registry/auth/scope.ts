/**
 * `repository:osg/xcache:pull,push`: a scope of Docker's token specification ("Requesting a
 * Token").
 */
export type Scope = string;

export type Access = "pull" | "pull,push" | "pull,push,delete";

export function repositoryScope(name: string, access: Access): Scope {
  return `repository:${name}:${access}`;
}

/** The scopes in a challenge, without `delete`. Only the removal of a tag asks for that right. */
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

/** Merges scopes: one per resource, all actions together, in an order independent of the input. */
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
