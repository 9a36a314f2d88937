import * as v from "valibot";
import { defineFormat, looseList, looseText, toolName } from "./format.ts";

/** Grype's own JSON (`grype -o json`). */
export const grype = defineFormat({
  name: "Grype JSON",
  recognises: (document) => "matches" in document && "descriptor" in document,
  schema: v.object({
    descriptor: v.object({ name: looseText, version: looseText }),
    matches: looseList(
      v.object({
        vulnerability: v.object({
          id: v.string(),
          severity: looseText,
          fix: v.fallback(v.optional(v.object({ versions: looseList(v.string()) })), undefined),
        }),
        artifact: v.object({ name: looseText, purl: looseText }),
      }),
    ),
  }),
  read: ({ descriptor, matches }) => ({
    tool: toolName(descriptor.name, descriptor.version),
    findings: matches.map(({ vulnerability: { id, severity, fix }, artifact }) => ({
      id,
      severity,
      package: artifact.purl || artifact.name,
      fixedIn: fix?.versions.join(", "),
    })),
  }),
});
