import manifest from "../package.json" with { type: "json" };

/** Tagstream's own version, as in `package.json`. */
export const { version } = manifest;
