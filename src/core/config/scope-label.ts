/** Where the configuration is, where nobody says otherwise. */
export const defaultConfiguration = ".github/tagstream.yml";

/**
 * Which part of a repository's images a run is about, for people, and to tell it from the runs about other parts: `squid:*, xcache`,
 * `ci/images.yml`, `xcache in ci/images.yml`. Undefined for all of the usual configuration.
 * @param only globs, in any order
 */
export function scopeLabel(config: string, only: readonly string[]): string | undefined {
  const globs = [...new Set(only)].sort().join(", ");
  const where = config === defaultConfiguration ? "" : config;
  const part = globs === "" || where === "" ? `${globs}${where}` : `${globs} in ${where}`;
  return part === "" ? undefined : part;
}
