/** The default path of the configuration. */
export const defaultConfiguration = ".github/tagstream.yml";

/**
 * The part of a repository's images that a run covers, for people: `squid:*, xcache`,
 * `ci/images.yml`, `xcache in ci/images.yml`. Undefined for all of the default configuration.
 * @param only globs, in any order
 */
export function scopeLabel(config: string, only: readonly string[]): string | undefined {
  const globs = [...new Set(only)].sort().join(", ");
  const where = config === defaultConfiguration ? "" : config;
  const part = globs === "" || where === "" ? `${globs}${where}` : `${globs} in ${where}`;
  return part === "" ? undefined : part;
}
