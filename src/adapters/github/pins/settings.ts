import * as v from "valibot";
import { type Access, explainAccess, shapeOf } from "./access.ts";

const schema = v.object({
  full_name: v.string(),
  node_id: v.string(),
  html_url: v.string(),
  default_branch: v.string(),
  archived: v.optional(v.boolean(), false),
  // Only for those who may write.
  allow_squash_merge: v.optional(v.boolean()),
  allow_merge_commit: v.optional(v.boolean()),
  allow_rebase_merge: v.optional(v.boolean()),
});

/** A repository's settings. */
export type Settings = v.InferOutput<typeof schema>;

/** @throws Failure `github-…` */
export async function readSettings(access: Access): Promise<Settings> {
  const what = `the repository ${access.repository}`;
  const { owner, repo } = access;
  const { data } = await access.client.rest.repos.get({ owner, repo }).catch((error: unknown) => {
    throw explainAccess(access, error, what, "contents: read");
  });
  return shapeOf(schema, data, what);
}
