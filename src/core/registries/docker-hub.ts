import * as v from "valibot";
import type { HostNames, TokenLogin, Vendor } from "./vendor.ts";

const settingsSchema = v.object({
  immutable_tags_settings: v.object({ enabled: v.boolean(), rules: v.array(v.string()) }),
});
const tokenSchema = v.object({ access_token: v.string() });

const login: TokenLogin = {
  path: "/v2/auth/token",
  body: (username, password) => ({ identifier: username, secret: password }),
  token: (answer) => (v.is(tokenSchema, answer) ? answer.access_token : undefined),
};
const origin = "https://hub.docker.com";

/** Docker's default registry for a name without one. */
export const dockerHubNames: HostNames = {
  shown: "docker.io",
  aliases: ["index.docker.io", "registry-1.docker.io"],
  api: "registry-1.docker.io",
  login: "https://index.docker.io/v1/",
  defaultNamespace: "library",
};

/** The hosts that Docker and BuildKit read as Docker Hub, and omit from names. */
export const familiarHosts: readonly string[] = ["docker.io", "index.docker.io"];

export const dockerHub: Vendor = {
  page: "docker-hub",
  title: "Docker Hub",
  example: "docker.io/osg",
  hosts: /^docker\.io$/,
  workflowSecrets: { username: "DOCKERHUB_USERNAME", password: "DOCKERHUB_TOKEN" },
  names: dockerHubNames,
  namespace: "your user or organization",
  grant(verb, name) {
    const rights = verb === "remove" ? "Read, Write, Delete" : "Read & Write";
    return `the access token needs "${rights}", and its account the right to ${verb} in ${name.split("/")[0]}. Check that the repository exists.`;
  },
  // Its own header, older than its `Retry-After`.
  waitUntilHeader: "x-retry-after",
  // The registry API removes only manifests without tags.
  removal: {
    by: "api",
    api: {
      origin,
      login,
      path: (name, tag) => `/v2/repositories/${name}/tags/${tag}/`,
      whyKept: (status) =>
        status === 401 || status === 403
          ? 'Docker Hub refused: the access token needs "Read, Write, Delete", or a rule there makes the tag immutable'
          : undefined,
    },
  },
  tagRules: {
    by: "api",
    api: {
      origin,
      login,
      right: "the right to read the repository",
      path: (name) => `/v2/namespaces/${name.replace("/", "/repositories/")}`,
      rules(answer) {
        if (!v.is(settingsSchema, answer)) return undefined;
        const { enabled, rules } = answer.immutable_tags_settings;
        return enabled ? rules.map((pattern) => ({ kind: "regex", pattern })) : [];
      },
    },
  },
  untagged: {
    by: "delete",
    whyKept: (status) =>
      status === 401 || status === 403
        ? 'Docker Hub refused: a tag or another image still needs it, or the access token lacks "Read, Write, Delete"'
        : undefined,
  },
};
