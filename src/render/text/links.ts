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

/** Tells of a reference, `#12` or a commit, whether it may stay a link, since it is our own. */
export type IsOwn = (reference: string) => boolean;

/** Whether GitHub would make a link of a word, or of a part of it, that is not our own. */
export function linksSomewhere(word: string, isOwn: IsOwn): boolean {
  return links.test(word.replace(/(?<![\w/.-])#?\w+/g, (reference) => (isOwn(reference) ? "" : reference)));
}

/** @param own issues and pull requests by their numbers, and commits; undefined where there is none */
export function isOneOf(...own: (number | string | undefined)[]): IsOwn {
  return (reference) => own.some((one) => reference === (typeof one === "number" ? `#${one}` : one));
}
