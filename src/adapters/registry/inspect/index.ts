import type { Inspector } from "../../../ports/inspector.ts";
import { createKnownSecrets } from "../auth/secrets.ts";
import { createTokens } from "../auth/token.ts";
import { createRegistrySession, type RegistryOptions } from "../index.ts";
import { readRemovalRight } from "./removal-right.ts";
import { readTagRules } from "./tag-rules.ts";

/** What registries tell the doctor. Import this file only on demand. */
export function createRegistryInspector(options: RegistryOptions): Pick<Inspector, "mayRemove" | "tagRules"> {
  const session = createRegistrySession(options);
  const tokens = createTokens(session.send, createKnownSecrets());
  return {
    mayRemove: async (repository) => readRemovalRight({ ...session, tokens }, session.address(repository)),
    tagRules: async (repository) => readTagRules(session, session.address(repository)),
  };
}
