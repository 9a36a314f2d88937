/** Tagstream's own version. Written here too, since importing `package.json` would put all of it into the bundle; a test compares them. */
export const version = "0.1.0";

/** Where this version was released. A release fills it in. */
export const repository = "OWNER/tagstream";
