import type { Vendor } from "./vendor.ts";

export const gitlab: Vendor = {
  page: "gitlab",
  title: "GitLab",
  example: "registry.gitlab.com/octo-group/images",
  hosts: /^registry\.gitlab\.com$/,
  workflowSecrets: { username: "GITLAB_USERNAME", password: "GITLAB_TOKEN" },
  namespace: "your group and project",
  grant(verb) {
    const scope = verb === "read" ? "`read_registry`" : "`read_registry` and `write_registry`";
    return `the deploy token or access token needs ${scope}, and the project must exist.`;
  },
  create: "Create the project in GitLab, with its container registry enabled",
  removal: { by: "delete" },
  tagRules: { by: "page", where: "the project's Settings → Packages and registries in GitLab" },
};
