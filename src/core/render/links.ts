/**
 * What GitHub makes links of in a text, but mentions: addresses (GFM's "Autolinks (extension)"), and references to issues, pull requests, commits
 * and advisories ("Autolinked references and URLs" of GitHub's documentation).
 */
const links = new RegExp(
  [
    /:\/\//, // https://…, ftp://…
    /www\./,
    /(?:mailto|xmpp):|[\w.+-]@[\w.-]*\.\w/, // a@example.org
    /#\d/, // #12, images#12, osg/images#12
    /(?:gh|ghsa|cve)-\w/,
    // A commit, in full or abbreviated, `octo@4be1c0f` too; a timestamp is none.
    /(?<![a-z\d_])(?!\d{8}-\d{4}(?!\d))[a-f\d]{7,40}(?![a-z\d_])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "iu",
);

/**
 * Whether GitHub would make a link of a word, or of a part of it.
 * @param own references that may stay links: `#12`, `8d2f31c`
 */
export function linksSomewhere(word: string, own: readonly string[]): boolean {
  return links.test(word.replace(/(?<![\w/.-])#?\w+/g, (reference) => (own.includes(reference) ? "" : reference)));
}

/** How issues and pull requests are referred to; nothing for one that there is not. */
export function referencesTo(...numbers: (number | undefined)[]): string[] {
  return numbers.flatMap((number) => (number === undefined ? [] : [`#${number}`]));
}
