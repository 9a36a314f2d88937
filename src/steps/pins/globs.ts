/** Whether a path from a repository's root is among the files of a target. */
export type PathMatch = (path: string) => boolean;

/** The test of a list of globs: `!` before one leaves files out. Files with a leading dot count, too. */
export async function matcherOf(globs: readonly string[]): Promise<PathMatch> {
  const { default: picomatch } = await import("picomatch");
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  const ignore = globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1));
  return picomatch(wanted, { dot: true, nonegate: true, ignore, flags: "s" }); // a name may have a newline
}
