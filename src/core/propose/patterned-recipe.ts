import { wouldPublishSecret } from "../config/document/credentials.ts";
import type { Recipe } from "../existing/model.ts";
import type { Sample } from "../existing/sample.ts";
import { type Pattern, patternOf } from "./template.ts";

/** A recipe with placeholders for what its texts have from a run. Says what it leaves out. */
export function patternedRecipe(
  [recipe, other]: readonly [Recipe, Recipe | undefined],
  samples: readonly [Sample, Sample],
  say: (note: string) => void,
): Recipe {
  return {
    ...recipe,
    args: patternedArgs([recipe.args, other?.args ?? {}], samples, say),
    labels: fixedLabels([recipe.labels, other?.labels ?? {}], say),
    platforms: recipe.platforms.length === 0 ? ["linux/amd64"] : recipe.platforms,
  };
}

function patternedArgs(
  [args, others]: readonly [Recipe["args"], Recipe["args"]],
  samples: readonly [Sample, Sample],
  say: (note: string) => void,
): Record<string, string> {
  const entries = Object.entries(args).flatMap(([name, text]) => {
    const pattern = patternedArg([name, text, others[name] ?? text], samples);
    if ("pattern" in pattern) {
      if (pattern.pattern.includes("{built}") && !text.includes("{built}"))
        say(`The build argument ${name} is now the plan's timestamp, as 20261123-0617.`);
      return [[name, pattern.pattern] as const];
    }
    say(`The build argument ${name} is left out: ${pattern.fault}.`);
    return [];
  });
  return Object.fromEntries(entries);
}

/** Why `args` cannot have an argument of today, whatever its text is in a run, as a clause. */
function argumentFault(name: string, text: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return "an argument's name has only letters, digits and `_`";
  const unknown = unknownIn(text);
  if (wouldPublishSecret(name, text) || unknown?.includes("secrets."))
    return "it has a secret, and everyone can read the arguments of a build: use `secrets` and `RUN --mount=type=secret`";
  return unknown === undefined ? undefined : `only a run knows \`${unknown}\`: write its value in \`args\``;
}

/** The first expression of today's workflow that only a run can evaluate. */
function unknownIn(text: string): string | undefined {
  return /\$\{\{.*?\}\}/s.exec(text)?.[0];
}

function patternedArg([name, text, other]: readonly [string, string, string], samples: readonly [Sample, Sample]): Pattern {
  const fault = argumentFault(name, text);
  return fault === undefined ? patternOf([escaped(text), escaped(other)], samples, "argument") : { fault };
}

function fixedLabels(
  [labels, others]: readonly [Recipe["labels"], Recipe["labels"]],
  say: (note: string) => void,
): Record<string, string> {
  const entries = Object.entries(labels).flatMap(([name, text]) => {
    const unknown = unknownIn(text);
    if (unknown !== undefined) {
      say(`The label ${name} is left out: only a run knows \`${unknown}\`: write its value in \`labels\`.`);
      return [];
    }
    if (others[name] === text) return [[name, escaped(text)] as const];
    say(`The label ${name} is left out: its text changes from run to run. Tagstream writes the commit and the time itself.`);
    return [];
  });
  return Object.fromEntries(entries);
}

/** A text that is no placeholder, as the configuration writes it: `{{name}}`. */
export function escaped(text: string): string {
  return text.replace(/\$\{[^}]*\}?|\{([a-z_][a-z0-9_-]*)\}/g, (whole, name?: string) =>
    name === undefined ? whole : `{{${name}}}`,
  );
}
