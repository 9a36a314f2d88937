import * as v from "valibot";
import { defineFormat, looseList, looseText, toolName } from "./format.ts";

const named = v.object({ name: looseText, version: looseText });
const component = v.object({ "bom-ref": looseText, purl: looseText, name: looseText });
const source = v.fallback(v.optional(v.object({ name: looseText })), undefined);

const vulnerability = v.object({
  id: v.string(),
  source,
  ratings: looseList(v.object({ source, severity: looseText })),
  affects: looseList(v.object({ ref: v.string() })),
  analysis: v.fallback(v.optional(v.object({ state: looseText })), undefined),
});

type Vulnerability = v.InferOutput<typeof vulnerability>;

/** States of an analysis (CycloneDX, `vulnerabilities[].analysis.state`) that clear the package. */
const cleared: readonly (string | undefined)[] = ["resolved", "resolved_with_pedigree", "false_positive", "not_affected"];

/** CycloneDX 1.4 and newer as JSON, with its vulnerabilities. */
export const cyclonedx = defineFormat({
  name: "CycloneDX JSON",
  recognises: (document) => "bomFormat" in document && document.bomFormat === "CycloneDX",
  schema: v.object({
    metadata: v.fallback(
      v.optional(
        v.object({
          // A list until version 1.4.
          tools: v.union([v.object({ components: v.array(named) }), v.pipe(v.array(named), v.transform(asComponents))]),
          component: v.fallback(v.optional(component), undefined),
        }),
      ),
      undefined,
    ),
    components: looseList(component),
    // A plain list of packages has none: then nothing was scanned.
    vulnerabilities: v.array(vulnerability),
  }),
  read: ({ metadata, components, vulnerabilities }) => {
    const byRef = new Map(
      [...components, ...(metadata?.component ? [metadata.component] : [])].map((one) => [one["bom-ref"], one.purl || one.name]),
    );
    const [tool] = metadata?.tools.components ?? [];
    return {
      tool: toolName(tool?.name, tool?.version),
      findings: vulnerabilities
        .filter(({ analysis }) => !cleared.includes(analysis?.state))
        .flatMap((one) => {
          // A finding without a package is a finding all the same.
          const refs = one.affects.length === 0 ? [""] : one.affects.map(({ ref }) => ref);
          return refs.map((ref) => ({ id: one.id, package: byRef.get(ref) ?? ref, severity: severityOf(one) }));
        }),
    };
  },
});

function asComponents(components: v.InferOutput<typeof named>[]) {
  return { components };
}

/** The rating by the vulnerability's own source; else the first one that has a severity. */
function severityOf({ source: own, ratings }: Vulnerability): string | undefined {
  const rated = ratings.filter(({ severity }) => severity !== undefined);
  const ofSource = rated.find((rating) => own?.name !== undefined && rating.source?.name === own.name);
  return (ofSource ?? rated[0])?.severity;
}
