/** One term of a condition: `github.event_name == 'pull_request'`, `needs.plan.result == 'success'`. */
const comparison = /^\s*(github\.event_name|github\.event\.action|needs\.[\w-]+\.result)\s*==\s*'(\w+)'\s*$/;

/** A job that was skipped has no outputs, so this says that it ran. */
const hasOutput = /\bcontains\(needs\.([\w-]+)\.outputs\.[\w-]+,\s*'[^'()|&]+'\)/g;

/**
 * Whether a condition (`if`) holds for no other events than those accepted. Only plain comparisons count, joined by `||`, alone or as
 * one side of `&&`: whatever else an expression says, it is not understood, and may hold for any event.
 * @param accepts both sides of a comparison: `github.event_name`, `pull_request`
 */
export function holdsOnlyFor(condition: string, accepts: (of: string, text: string) => boolean): boolean {
  const ran = condition.replace(hasOutput, "needs.$1.result == 'success'");
  const sides = ran.replace(/^\s*\$\{\{|\}\}\s*$/g, "").split("&&");
  if (sides.length > 1 && sides.some(isOpen)) return false;
  return sides.some((side) =>
    withoutBrackets(side)
      .split("||")
      .every((term) => {
        const [, of = "", text = ""] = comparison.exec(term) ?? [];
        return of !== "" && accepts(of, text);
      }),
  );
}

/** `&&` binds first: a side with `||` needs brackets of its own. */
function isOpen(side: string): boolean {
  return withoutBrackets(side) === side && /\|\||[()]/.test(side.replace(/\w+\(\)/g, ""));
}

function withoutBrackets(side: string): string {
  return /^\s*\(([^()]*)\)\s*$/.exec(side)?.[1] ?? side;
}
