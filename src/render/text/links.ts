/**
 * Text that GitHub turns into links, except mentions: addresses (GFM's "Autolinks (extension)"),
 * and references to issues, pull requests, commits and advisories ("Autolinked references and URLs"
 * in GitHub's documentation).
 */
const links = new RegExp(
  [
    /:\/\//, // https://…, ftp://…
    /www\./,
    /(?:mailto|xmpp):|[\w.+-]@[\w.-]*\.\w/, // a@example.org
    /#\d/, // #12, images#12, osg/images#12
    /(?:gh|ghsa|cve)-\w/,
    // A commit, full or abbreviated, also in `octo@4be1c0f`; not a timestamp.
    /(?<![a-z\d_])(?!\d{8}-\d{4}(?!\d))[a-f\d]{7,40}(?![a-z\d_])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "iu",
);

/** Whether a reference, `#12` or a commit, is Tagstream's own and may stay a link. */
export type IsOwn = (reference: string) => boolean;

/** Whether GitHub would link a word, or a part, that is not Tagstream's own reference. */
export function linksSomewhere(word: string, isOwn: IsOwn): boolean {
  return links.test(word.replace(/(?<![\w/.-])#?\w+/g, (reference) => (isOwn(reference) ? "" : reference)));
}

/** @param own issues and pull requests by number, and commits; `undefined` has no effect */
export function isOneOf(...own: (number | string | undefined)[]): IsOwn {
  return (reference) => own.some((one) => reference === (typeof one === "number" ? `#${one}` : one));
}
