import type { Vendor } from "./vendor.ts";

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
};
