/**
 * The actions that a written workflow uses, each at a commit, with its version as a comment. They are
 * those of the templates in `workflows/`: a test compares them.
 */
export const actions = {
  "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  "actions/download-artifact": "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
  "actions/upload-artifact": "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1",
  "docker/login-action": "dbcb813823bdd20940b903addbd779551569679f # v4.6.0",
  "docker/setup-buildx-action": "37fe631027851001ddb9b187196cc803df7f5f0e # v4.3.0",
  "docker/setup-qemu-action": "1f40c72289eff860ee54a304f1438e3cff362e0a # v4.3.0",
} as const;

export type ActionName = keyof typeof actions;

/** Whether a written workflow may use an action, other than our own. */
export function isKnownAction(name: string): name is ActionName {
  return Object.hasOwn(actions, name);
}
