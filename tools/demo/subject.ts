/** The image and the stream that the story follows, and their pull request. */
export const image = "frontier-squid";
export const stream = "25-deb12-release";
export const unit = `${image}:${stream}`;

/** All moving tags of the stream. */
export const moving: readonly string[] = [stream, "25-release", "latest"];

export const pullRequest = 7;
export const candidate = `rc.${stream}.pr-${pullRequest}`;

/** The change of the pull request, and a setting that a site has used for years. */
export const purpose = "makes SQUID_CACHE_MEM a number of megabytes";
export const setting = "SQUID_CACHE_MEM=256 MB";

/** The reason that the rollback gives. */
export const reason = `a site with ${setting} does not start`;
