import * as v from "valibot";
import { substituteBuilt } from "../lib/placeholder.ts";
import { annotationKeys, ociKeys } from "../oci/annotations.ts";

/** Which labels and annotations tell builds of the same image apart. */
const ownKeys: ReadonlySet<string> = new Set([
  ociKeys.created,
  ociKeys.revision,
  annotationKeys.bases, // compared by provenance, which every build has
  annotationKeys.built,
  annotationKeys.intent,
  annotationKeys.pullRequest,
  annotationKeys.reason,
  annotationKeys.run,
  annotationKeys.tests,
]);

const configSchema = v.looseObject({
  architecture: v.string(),
  os: v.string(),
  variant: v.optional(v.string()),
  config: v.optional(v.nullable(v.looseObject({ Labels: v.optional(v.nullable(v.record(v.string(), v.string()))) }))),
});

/** The labels or annotations of a configuration that name the time of the build, with `{built}`. */
export function stampedKeys(texts: Readonly<Record<string, string>> = {}): Set<string> {
  const isStamped = (text: string): boolean => substituteBuilt(text, "0") !== substituteBuilt(text, "1");
  return new Set(Object.keys(texts).filter((key) => isStamped(texts[key] ?? "")));
}

/**
 * The first setting that differs between two images' configurations: what a container gets from
 * them, and their labels. Their history, layers and creation times do not count.
 * @param stamped labels of the configuration that name the time of the build
 * @returns in words; undefined if they are equal
 */
export function differingSetting(published: Uint8Array, built: Uint8Array, stamped: ReadonlySet<string>): string | undefined {
  const [before, now] = [read(published), read(built)];
  if (!before || !now) return "the image's configuration is unreadable";
  const { Labels: labelsBefore, ...settingsBefore } = before.config ?? {};
  const { Labels: labelsNow, ...settingsNow } = now.config ?? {};
  const platformOf = ({ architecture, os, variant }: typeof now) => ({ architecture, os, variant });
  return (
    firstDiffering("the setting", platformOf(before), platformOf(now)) ??
    firstDiffering("the setting", settingsBefore, settingsNow) ??
    differingText("the label", labelsBefore ?? {}, labelsNow ?? {}, stamped)
  );
}

/**
 * The first label or annotation that differs, but for those that tell builds apart.
 * @param what `the annotation`
 */
export function differingText(
  what: string,
  published: Readonly<Record<string, string>>,
  built: Readonly<Record<string, string>>,
  stamped: ReadonlySet<string>,
): string | undefined {
  return firstDiffering(what, published, built, (key) => ownKeys.has(key) || stamped.has(key));
}

function firstDiffering(
  what: string,
  published: Readonly<Record<string, unknown>>,
  built: Readonly<Record<string, unknown>>,
  isIgnored: (key: string) => boolean = () => false,
): string | undefined {
  const keys = [...new Set([...Object.keys(published), ...Object.keys(built)])].sort();
  const key = keys.find((one) => !isIgnored(one) && JSON.stringify(published[one]) !== JSON.stringify(built[one]));
  return key === undefined ? undefined : `${what} ${key} differs`;
}

function read(config: Uint8Array) {
  try {
    const result = v.safeParse(configSchema, JSON.parse(new TextDecoder().decode(config)));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
