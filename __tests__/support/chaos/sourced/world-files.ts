/** What a world's configuration has. */
export interface Shape {
  /** Aliases with `{sha}`, `{date}`, the version and a label. */
  aliases?: boolean;
  /** Version tags beside the stream `release`. */
  versions?: boolean;
  /** Candidates in a registry of their own. */
  elsewhere?: boolean;
}

/** The configuration of one image in three streams. */
export const configurationOf = (
  registries: readonly string[],
  candidates: string,
  { aliases, versions, elsewhere }: Shape,
): string =>
  JSON.stringify({
    registries,
    streams: { edge: {}, release: { from: { tag: "v{version}" } }, lts: { from: { branch: "1.3-stable" } } },
    ...(versions ? { versions: { stream: "release" } } : {}),
    ...(elsewhere ? { candidates: { registry: candidates } } : {}),
    aliases: [
      { tag: "latest", when: { stream: "release" } },
      ...(aliases
        ? [
            { tag: "{stream}-sha-{sha}" },
            { tag: "{stream}-on-{date}" },
            { tag: "{stream}-packages-{label:packages}" },
            { tag: "line-{major}.{minor}", when: { stream: "release" } },
          ]
        : []),
    ],
    images: { app: { context: "app" } },
  });

/** The files of a commit of these words: the first one is the packages that its image has. */
export const filesOf = (words: string): Record<string, string> => ({
  "app/Dockerfile": "FROM scratch\nCOPY . /\n",
  "app/words": `${words}\n`,
  "app/packages": `${words.split(" ")[0]}\n`,
});

/** What a build of a commit of these words receives, as `KnownBuild.received` says it. */
export const received = (words: string): string =>
  `${Object.entries(filesOf(words))
    .map(([file, text]) => `${file.slice("app/".length)}: ${text}`)
    .sort()
    .join("")}{}`;
