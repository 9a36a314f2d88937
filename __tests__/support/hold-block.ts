import { readHold } from "../../src/core/holds/hold-issue.ts";
import { makeHoldText } from "./holds.ts";
import { makeDigest } from "./units.ts";

/** What a hold's block of data says, as it is written. */
export const full: Record<string, unknown> = {
  version: 1,
  units: ["squid:release", "xcache:*"],
  reason: "it broke",
  owner: "octo",
  expires: "2026-11-27",
  rollback: "20261120-0301-02",
  run: "4711",
  digests: { "squid:release": makeDigest("good") },
};

/** JSON is YAML: a block of these data, whatever their types. */
export const block = (of: unknown): string => `\`\`\`yaml tagstream-hold\n${JSON.stringify(of)}\n\`\`\``;
/** A block of these lines. */
export const yaml = (...lines: string[]): string => ["```yaml tagstream-hold", ...lines, "```"].join("\n");
/** Reads an issue with this body as a hold. */
export const read = (body: string, title?: string) => readHold(makeHoldText(body, title === undefined ? {} : { title }));
