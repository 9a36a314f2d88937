import * as v from "valibot";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { TargetFile } from "../../../ports/pin-targets.ts";
import { blobId } from "../../git/blob-id.ts";
import { type Access, explainAccess, shapeOf } from "./access.ts";

/** A file's bytes. @throws Failure `github-…` also if they are not those of the id */
export async function readBlob(access: Access, { path, blob }: TargetFile): Promise<Uint8Array> {
  const { client, owner, repo, repository } = access;
  const what = `${path} of ${repository}`;
  const { data } = await client.rest.git.getBlob({ owner, repo, file_sha: blob }).catch((error: unknown) => {
    throw explainAccess(access, error, what, "contents: read");
  });
  const { content } = shapeOf(v.object({ content: v.string(), encoding: v.literal("base64") }), data, what);
  const bytes = new Uint8Array(Buffer.from(content, "base64"));
  if (blobId(bytes, blob) !== blob)
    throw failure("github-failed", `GitHub answered other bytes for ${what} than its id ${blob} promises. Run again.`);
  return bytes;
}
