import { isMap } from "../lib/json-document.ts";
import { cut, oneLine } from "../lib/text/clean.ts";
import { joined } from "../lib/text/words.ts";
import { parsePackageUrl } from "../packages/purl.ts";
import { type Finding, findingKey, maximumFindingText, type Severity, severityRank } from "./finding.ts";
import { type RawFinding, unnamedTool } from "./formats/format.ts";
import { reportFormats } from "./formats/index.ts";

/** Bytes of the longest report. Grype writes about 10 kB for each finding. */
export const maximumReportBytes = 64 * 1024 * 1024;

/** The most findings in a report. Cut lists would make findings look fixed. */
export const maximumFindings = 20_000;

/** A scanner's report on one image. */
export interface Report {
  /** `CycloneDX JSON`. */
  format: string;
  /** The scanner, with its version if the report has one: `grype 0.104.0`. */
  tool: string;
  /** Each vulnerability in each package once, by `findingKey`. */
  findings: ReadonlyMap<string, Finding>;
}

/**
 * Reads a report, whose content tells its format. All its texts are on one line, without control
 * characters, and bounded.
 * @returns `malformed`: why it is no report, to continue "the report …". Quotes nothing of it.
 */
export function readReport(text: string): Report | { malformed: string } {
  const document = parse(text);
  if (!isMap(document)) return { malformed: text.trim() === "" ? "is empty" : "is not a JSON object" };
  const format = reportFormats.find((one) => one.recognises(document));
  if (!format)
    return {
      malformed: `has none of the known formats: ${joined(
        reportFormats.map(({ name }) => name),
        "or",
      )}`,
    };
  const raw = format.read(document);
  if ("malformed" in raw) return { malformed: `looks like ${format.name}, but ${shown(raw.malformed)} is missing or malformed` };
  if (raw.findings.length > maximumFindings) return { malformed: `has more than ${maximumFindings} findings` };
  const findings = new Map<string, Finding>();
  for (const one of raw.findings) {
    const finding = findingOf(one);
    const key = findingKey(finding);
    const known = findings.get(key);
    // One package may have a vulnerability in several versions or places: the worst counts.
    if (!known || severityRank(finding) < severityRank(known)) findings.set(key, finding);
  }
  return { format: format.name, tool: shown(raw.tool) || unnamedTool, findings };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined; // its message would quote the report
  }
}

function findingOf({ id, package: of = "", severity, fixedIn }: RawFinding): Finding {
  const rated = severityOf(severity);
  return {
    id: shown(id),
    package: shown(withoutVersion(of)),
    ...(rated ? { severity: rated } : {}),
    ...(fixedIn ? { fixedIn: shown(fixedIn) } : {}),
  };
}

function shown(text: string): string {
  // Cut first: a text of many megabytes takes long to clean.
  return cut(oneLine(text.slice(0, maximumFindingText * 4)), maximumFindingText);
}

/** A purl without version, qualifiers and subpath, decoded; any other text as it is. */
function withoutVersion(text: string): string {
  const purl = parsePackageUrl(text);
  return purl ? `pkg:${[purl.type, ...(purl.namespace === undefined ? [] : [purl.namespace]), purl.name].join("/")}` : text;
}

/** Words of scanners and distributions for our severities. */
const severityWords: Readonly<Record<string, Severity>> = {
  critical: "critical",
  high: "high",
  important: "high",
  medium: "medium",
  moderate: "medium",
  low: "low",
};

function severityOf(word: string | undefined): Severity | undefined {
  const lower = word?.toLowerCase() ?? "";
  return Object.hasOwn(severityWords, lower) ? severityWords[lower] : undefined;
}
