import { LineCounter, type Node, parseDocument } from "yaml";
import { Failure, type Problem } from "../../lib/problems/problem.ts";
import { redact } from "../../lib/text/credential-shapes.ts";
import { encodingFault } from "../../lib/text/text-encoding.ts";
import { SourceDocument } from "./document.ts";
import { Expansion } from "./expansion.ts";

/**
 * Reads YAML 1.2, one document.
 * @throws Failure `config-yaml` for an unreadable file, with the position of every fault
 */
export function parseSource(text: string, file: string): SourceDocument {
  const encoding = encodingFault(text);
  if (encoding !== undefined)
    throw new Failure([
      { code: "config-yaml", severity: "error", message: `Cannot read this file: ${encoding}`, file, line: 1, column: 1 },
    ]);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: "error",
  });
  const problem = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { code: "config-yaml", severity: "error", message, file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = [...document.errors, ...document.warnings].map((error) =>
    problem(error.pos[0], redact(explain(error.code, error.message))),
  );
  const expansion = new Expansion(document, text.length);
  const value = faults.length === 0 ? expansion.value() : undefined;
  faults.push(...expansion.faults.map(({ offset, message }) => problem(offset, message)));
  if (!value || faults.length > 0) throw new Failure(onePerLine(faults));
  return new SourceDocument(document.contents as Node | null, expansion, lines, text, file, value.value);
}

/** One mistake often causes several parser errors on a line. Only the first one helps. */
function onePerLine(problems: Problem[]): Problem[] {
  const seen = new Set<number | undefined>();
  return problems
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .filter(({ line }) => !seen.has(line) && seen.add(line));
}

function explain(code: string, message: string): string {
  switch (code) {
    case "MULTIPLE_DOCS":
      return "A second YAML document begins here, and the configuration must be one document: remove the `---`";
    case "TAB_AS_INDENT":
      return "This line is indented with a tab: YAML allows only spaces";
    case "NON_STRING_KEY":
      return "A key must be text";
    case "TAG_RESOLVE_FAILED":
      return "YAML tags (`!…`) are not supported: put text that begins with `!` in quotes";
    default:
      return `This is not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  }
}
