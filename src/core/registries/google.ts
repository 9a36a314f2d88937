import * as v from "valibot";
import type { Vendor } from "./vendor.ts";

const settingsSchema = v.object({ dockerConfig: v.optional(v.object({ immutableTags: v.optional(v.boolean(), false) })) });
const rights = {
  push: "the role Artifact Registry Writer (`roles/artifactregistry.writer`)",
  read: "the role Artifact Registry Reader (`roles/artifactregistry.reader`)",
  remove: "the permission `artifactregistry.tags.delete`",
};

export const google: Vendor = {
  page: "google",
  title: "Google Artifact Registry",
  example: "europe-docker.pkg.dev/osg-project/images",
  hosts: /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:(?:us|eu|asia)\.)?gcr\.io)$/,
  namespace: "your project and repository",
  grant: (verb) =>
    `the account needs ${rights[verb]} on the repository. An access token lasts an hour: log in again in this job.`,
  create: "Create it in Artifact Registry",
  removal: { by: "delete" },
  // `projects.locations.repositories.get` of its API, version 1.
  tagRules: {
    by: "api",
    api: {
      origin: "https://artifactregistry.googleapis.com",
      login: "bearer",
      right: "the permission `artifactregistry.repositories.get`, and a login with an access token",
      path(name, host) {
        const [project, repository] = name.split("/");
        const location = /^(.*)-docker\.pkg\.dev$/.exec(host)?.[1];
        return location && `/v1/projects/${project}/locations/${location}/repositories/${repository}`;
      },
      rules(answer) {
        if (!v.is(settingsSchema, answer)) return undefined;
        return answer.dockerConfig?.immutableTags ? [{ kind: "glob", pattern: "**" }] : [];
      },
      allOrNothing: true,
    },
  },
};
