import type { Vendor } from "./vendor.ts";

/**
 * The reference registry. Version 3 removes a tag by `DELETE`. Version 2 takes digests only, and
 * removes all tags of a digest: it refuses a tag as an invalid digest.
 */
export const distribution: Vendor = {
  page: "distribution",
  title: "distribution",
  example: "registry.example.org/osg",
  removal: { by: "placeholder" },
  sign: { by: "refusal", fits: ({ status, codes }) => status === 400 && codes.includes("DIGEST_INVALID") },
};
