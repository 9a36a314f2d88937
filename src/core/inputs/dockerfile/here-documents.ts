/** The name that ends a here-document, and whether tabs may precede it. */
interface HereDocument {
  name: string;
  isIndented: boolean;
}

const holdsDocuments = /^\s*(?:ONBUILD\s+)?(?:ADD|COPY|RUN)\b/i;

/** A part of a word, spaces between words, or a quote that nothing ends. */
const part = /(?:<<\s*|\\.|\\$|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])+|\s+|["']/gs;

/**
 * The here-documents that an instruction begins, as BuildKit finds them. Whatever the escape of the
 * Dockerfile, it is `\` here.
 */
function documentsOf(instruction: string): HereDocument[] {
  if (!holdsDocuments.test(instruction) || !instruction.includes("<<")) return [];
  const words = instruction.match(part) ?? [];
  if (words.some((word) => word === '"' || word === "'")) return []; // BuildKit gives up
  return words.flatMap((word) => {
    const [, indent, rest = ""] = /^\d*<<(-?)\s*([^<]*)$/s.exec(word) ?? [];
    const name = withoutQuotes(rest);
    return name === "" ? [] : [{ name, isIndented: indent === "-" }];
  });
}

function withoutQuotes(word: string): string {
  return word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.?)/gs, (_, double, single, escaped) =>
    String(double?.replace(/\\(["$\\])/g, "$1") ?? single ?? escaped ?? ""),
  );
}

/** The last line of the here-documents that an instruction begins. It ignores one without an end. */
export function skipDocuments(instruction: string, lines: readonly string[], start: number): number {
  let at = start;
  for (const { name, isIndented } of documentsOf(instruction)) {
    const end = lines.findIndex((line, index) => index > at && (isIndented ? line.replace(/^\t+/, "") : line) === name);
    if (end < 0) return start;
    at = end;
  }
  return at;
}
