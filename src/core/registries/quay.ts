import type { Vendor } from "./vendor.ts";

export const quay: Vendor = {
  page: "quay",
  title: "Quay",
  example: "quay.io/octo-org",
  hosts: /^quay\.io$/,
  workflowSecrets: { username: "QUAY_USERNAME", password: "QUAY_TOKEN" },
  namespace: "your user or organization",
  grant(verb) {
    if (verb === "read") return "the robot account needs Read on the repository.";
    const create = verb === "push" ? ", or Creator in the organization if this push creates it" : "";
    return `the robot account needs Write on the repository${create}.`;
  },
  // Its token service refuses a request for the right to remove. The right to push includes it.
  removal: { by: "delete", access: "pull,push" },
  sign: { by: "refusal", fits: ({ status, byTokenService }) => byTokenService && status === 400 },
  tagRules: { by: "page", where: "the repository's settings in Quay, under Immutability" },
};
