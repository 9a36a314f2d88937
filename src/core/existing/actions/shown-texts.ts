import type { Unknowns } from "../expressions/unknowns.ts";
import type { Recipe } from "../model.ts";

/** A recipe with the expressions of what is not known, as the file has them. */
export function shownTexts(unknowns: Unknowns, recipe: Recipe): Recipe {
  const shown = (text: string): string => unknowns.shown(text);
  const shownAll = (texts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [shown(key), shown(text)]));
  return {
    context: shown(recipe.context),
    ...(recipe.dockerfile === undefined ? {} : { dockerfile: shown(recipe.dockerfile) }),
    ...(recipe.target === undefined ? {} : { target: shown(recipe.target) }),
    args: shownAll(recipe.args),
    contexts: shownAll(recipe.contexts),
    secrets: recipe.secrets.map(({ id, env, src }) => ({
      id: shown(id),
      ...(env === undefined ? {} : { env: shown(env) }),
      ...(src === undefined ? {} : { src: shown(src) }),
    })),
    platforms: recipe.platforms.map(shown),
    labels: shownAll(recipe.labels),
  };
}
