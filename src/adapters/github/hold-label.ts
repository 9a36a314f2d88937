/** What makes an issue a hold: only who may at least triage the repository, or an issue form, gives it to one. */
export const holdLabel = {
  name: "tagstream-hold",
  color: "b60205",
  description: "A stream of images that must not move; closing the issue lifts the hold",
};
