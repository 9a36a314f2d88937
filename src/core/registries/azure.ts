import type { Vendor } from "./vendor.ts";

const rights = {
  push: "the role `AcrPush`, or a token whose scope map has `content/read`, `content/write` and `metadata/read`",
  read: "the role `AcrPull`, or a token whose scope map has `content/read` and `metadata/read`",
  remove: "the role `AcrDelete`, or a token whose scope map has `content/delete`",
};

export const azure: Vendor = {
  page: "azure",
  title: "Azure Container Registry",
  example: "octoorg.azurecr.io/osg",
  hosts: /^[a-z0-9.-]+\.azurecr\.(?:io|cn|us)$/,
  workflowSecrets: { username: "ACR_USERNAME", password: "ACR_PASSWORD" },
  grant: (verb) => `the login needs ${rights[verb]}.`,
  // The words for its locks, one for each tag.
  isImmutable: (_, words) => /disallowed on this registry/i.test(words),
  // `DELETE /v2/NAME/manifests/TAG` takes digests only. This is what `az acr repository untag` sends.
  removal: { by: "delete", path: (name, tag) => `/acr/v1/${name}/_tags/${tag}` },
  tagRules: { by: "page", where: "`az acr repository show --image NAME:TAG`, which names locks" },
};
