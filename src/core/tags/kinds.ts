import { aliasKind } from "./alias.ts";
import { inputsKind } from "./inputs.ts";
import type { TagKind } from "./kind.ts";
import { pullRequestKind } from "./pull-request.ts";
import { rollbackMarkKind } from "./rollback-mark.ts";
import { streamKind } from "./stream.ts";
import { aliasTimestampKind, timestampKind } from "./timestamp.ts";
import { versionKind, versionLineKind } from "./version.ts";

/** Every kind of tag, in the order in which a run writes them. */
export const tagKinds: readonly TagKind[] = [
  rollbackMarkKind,
  timestampKind,
  aliasTimestampKind,
  streamKind,
  aliasKind,
  inputsKind,
  pullRequestKind,
  versionKind,
  versionLineKind,
];
