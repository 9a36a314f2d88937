import type { ExistingSetup, Occasion } from "../../../src/core/existing/model.ts";

/** Builds by name: what each pushes, on what, and on which line that is asked for. */
export function publishedBy({ builds }: ExistingSetup): Record<string, string[]> {
  return Object.fromEntries(
    builds.map(({ name, references }) => [
      name,
      references.map(
        ({ repository, tag, occasion, place }) => `${repository}:${tag} | ${shownOccasion(occasion)} | ${place.line}`,
      ),
    ]),
  );
}

/** What is not understood, one line each. */
export function notUnderstood(setup: ExistingSetup): string[] {
  return setup.notUnderstood.map(({ place, text, why }) => `${place.line} ${text}: ${why}`);
}

function shownOccasion(occasion: Occasion): string {
  switch (occasion.on) {
    case "branch":
      return occasion.branch;
    case "git tag":
      return occasion.tag;
    case "schedule":
      return occasion.cron;
    default:
      return occasion.on;
  }
}
