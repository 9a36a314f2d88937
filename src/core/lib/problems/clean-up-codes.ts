/** The codes about removing tags and images. */
export const cleanUpCodes = {
  "retention-failed":
    "`prune` could not remove a tag or an image: its registry did not answer, or answered with an error. The other tags are removed. Run again.",
  "retention-lost":
    "After `prune`, a tag or an image that had to stay was gone. The message says whether Tagstream put it back. Check what else removes images from that registry, such as a rule of its own; or somebody began to need it while `prune` ran, such as a rollback.",
  "retention-none":
    "`prune` found no rules: the configuration has no `retention`, so every publication stays. Add rules, such as `retention: { all: 90d, monthly: 1y }`.",
  "retention-refused":
    "`prune` removed nothing of an image, because it would have removed more than half of its publications. Look at the dry run. If that is what you want, run again with `accept`.",
  "retention-token":
    "Only with a token `prune` can see holds, yanks and open pull requests, which keep images: without one it removes nothing. Give the action its token; on the command line, set GITHUB_TOKEN.",
  "retention-unknown":
    "`prune` could not read everything that may need an image: a registry, a hold, a file that names images. So it removed nothing, or nothing more. An empty keep-file, and `files` of `pins` that match no file, count as unread. The message says what. Repair that, or run again.",
  "retire-tag":
    "Tagstream left a candidate tag of a closed pull request in its registry. The message says why. Give the login the right to remove tags, or remove the tag yourself, unless another repository built its image.",
} as const;
