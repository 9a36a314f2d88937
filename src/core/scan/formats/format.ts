import * as v from "valibot";

/** A finding as a report has it: neither bounded nor normalised. */
export interface RawFinding {
  id: string;
  /** A purl, with or without version, or a name. */
  package?: string | undefined;
  /** In the report's own words: `Critical`, `moderate`. */
  severity?: string | undefined;
  fixedIn?: string | undefined;
}

/** What a report says, before its bounds are checked. */
export interface RawReport {
  /** The scanner, with its version if the report has one: `grype 0.104.0`. */
  tool: string;
  findings: RawFinding[];
}

/** A format of reports. `formats/index.ts` lists all of them. */
export interface ReportFormat {
  /** For people: `CycloneDX JSON`. */
  name: string;
  /** Whether a JSON document is such a report, by its own marks. */
  recognises(document: object): boolean;
  /** The report, or where it is malformed: `matches.0.vulnerability.id`. */
  read(document: object): RawReport | { malformed: string };
}

/** Declares a format: a schema of the parts that matter, and how to read them. */
export function defineFormat<Document>({
  schema,
  read,
  ...format
}: Pick<ReportFormat, "name" | "recognises"> & {
  schema: v.GenericSchema<unknown, Document>;
  read(document: Document): RawReport;
}): ReportFormat {
  return {
    ...format,
    read: (document) => {
      const result = v.safeParse(schema, document, { abortEarly: true });
      return result.success ? read(result.output) : { malformed: v.getDotPath(result.issues[0]) ?? "its root" };
    },
  };
}

/** A text that a report may lack; any other value counts as absent. */
export const looseText = v.fallback(v.optional(v.string()), undefined);

/** A list that a report may lack, or has as `null` if it is empty. */
export const looseList = <Item>(item: v.GenericSchema<unknown, Item>) => v.nullish(v.array(item), []);

/** What a report's tool is called if the report does not name it. */
export const unnamedTool = "an unnamed tool";

/** `grype 0.104.0`, or the name alone. */
export function toolName(name: string | undefined, version: string | undefined): string {
  return [name || unnamedTool, ...(version ? [version] : [])].join(" ");
}
