import { withoutToken } from "../core/doctor/answer.ts";
import type { Inspector } from "../ports/inspector.ts";
import { isShallow } from "./git/shallow.ts";
import { readBranchRules } from "./github/branch-rules.ts";
import type { ForgeOptions } from "./github/forge.ts";
import { createRegistryInspector } from "./registry/inspect/index.ts";

export interface InspectorOptions {
  environment: NodeJS.ProcessEnv;
  /** The checkout's folder. */
  root: string;
  /** Absent without a token. */
  gitHub?: ForgeOptions;
}

/** What only the command `doctor` asks. Import this file only on demand. */
export function createInspector({ environment, root, gitHub }: InspectorOptions): Inspector {
  return {
    // A person waits, and one try tells whether a registry answers.
    ...createRegistryInspector({ environment, retry: { attemptsUnreached: 1 } }),
    isShallow: () => isShallow(root),
    branchRules: async (branch) => (gitHub ? { known: await readBranchRules(gitHub, branch) } : withoutToken),
  };
}
