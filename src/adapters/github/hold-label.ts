/** Makes an issue a hold. Only people with triage rights can set it, or an issue form. */
export const holdLabel = {
  name: "tagstream-hold",
  color: "b60205",
  description: "A stream of images that must not move; closing the issue releases the hold",
};
