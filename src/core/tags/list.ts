/** The kinds of tags: one line for each kind in this folder. */
export { aliasKind } from "./alias.ts";
export { aliasMarkKind } from "./alias-mark.ts";
export { cacheKind } from "./cache.ts";
export { evaluatedAliasKind, evaluatedAliasTimestampKind } from "./evaluated-alias.ts";
export { inputsKind } from "./inputs.ts";
export { pullRequestKind } from "./pull-request.ts";
export { rollbackMarkKind } from "./rollback-mark.ts";
export { streamKind } from "./stream.ts";
export { aliasTimestampKind, timestampKind } from "./timestamp.ts";
export { versionKind, versionLineKind } from "./version.ts";
export { versionMarkKind } from "./version-mark.ts";
