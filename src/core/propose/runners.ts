import type { ExistingSetup } from "../existing/model.ts";
import { normalizePlatform, platformPattern } from "../lib/platform.ts";
import type { ImageDraft } from "./image-draft.ts";
import type { YamlMap } from "./yaml-text.ts";

type Labels = NonNullable<ExistingSetup["runners"]["default"]>;

const usual = "ubuntu-24.04";
const hosted = ["ubuntu-latest", "ubuntu-24.04", "ubuntu-22.04"];

/** The runners of today's builds, if they are not GitHub's usual machine. */
export function runnersOf(
  { default: given, platforms }: ExistingSetup["runners"],
  images: readonly ImageDraft[],
): { runners?: YamlMap; notes: string[] } {
  const notes: string[] = [];
  const built = new Set(images.flatMap((image) => image.platforms.map(({ platform }) => normalizePlatform(platform))));
  const labelsOf = (labels: Labels): string | readonly string[] | undefined => {
    const list = typeof labels === "string" ? [labels] : labels;
    if (list.some((label) => label.includes("${{") || label.trim() !== label || label === "")) {
      notes.push(`The runner ${list.join(", ")} is left out: it depends on the run.`);
      return undefined;
    }
    return typeof labels === "string" ? usualLabel(labels) : labels;
  };
  const fallback = given === undefined ? usual : (labelsOf(given) ?? usual);
  const own = Object.entries(platforms).flatMap(([platform, labels]): [string, string | readonly string[]][] => {
    const known = platformPattern.test(platform) && built.has(normalizePlatform(platform)) ? labelsOf(labels) : undefined;
    return known === undefined || JSON.stringify(known) === JSON.stringify(fallback)
      ? []
      : [[normalizePlatform(platform), known]];
  });
  if (own.length === 0 && fallback === usual) return { notes };
  return { runners: { default: fallback, ...Object.fromEntries(own) }, notes };
}

function usualLabel(label: string): string {
  return hosted.includes(label) ? usual : label;
}
