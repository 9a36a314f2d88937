import * as v from "valibot";
import { defineFormat, looseList, looseText, toolName } from "./format.ts";

/** Trivy's own JSON (`trivy --format json`). Older versions do not name their version in it. */
export const trivy = defineFormat({
  name: "Trivy JSON",
  recognises: (document) => "SchemaVersion" in document && "ArtifactName" in document,
  schema: v.object({
    Trivy: v.fallback(v.optional(v.object({ Version: looseText })), undefined),
    Results: looseList(
      v.object({
        Vulnerabilities: looseList(
          v.object({
            VulnerabilityID: v.string(),
            PkgName: looseText,
            PkgIdentifier: v.fallback(v.optional(v.object({ PURL: looseText })), undefined),
            Severity: looseText,
            FixedVersion: looseText,
          }),
        ),
      }),
    ),
  }),
  read: ({ Trivy: own, Results: results }) => ({
    tool: toolName("trivy", own?.Version),
    findings: results
      .flatMap(({ Vulnerabilities: found }) => found)
      .map((one) => ({
        id: one.VulnerabilityID,
        package: one.PkgIdentifier?.PURL || one.PkgName,
        severity: one.Severity,
        fixedIn: one.FixedVersion,
      })),
  }),
});
