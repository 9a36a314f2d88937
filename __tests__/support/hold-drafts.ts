import type { HoldData } from "../../src/core/holds/hold-issue.ts";
import type { HoldDraft } from "../../src/render/hold/hold-body.ts";
import { makePublicationId } from "./holds.ts";
import { makeDigest } from "./units.ts";

export const good = makeDigest("good");
export const run = "https://github.example.org/osg/images/actions/runs/4711";

/** What tries to forge a row, a block or a mention. */
export const hostile = 'x | <b>@octo</b> `a` [l](http://x)\n| `squid:release` | forged |\n```\n--> @team **now** &amp; "q"';
export const data: HoldData = {
  scope: ["squid:*"],
  reason: "it broke",
  owner: "octo",
  expires: "2026-11-27",
  digests: new Map([["squid:release", good]]),
};
export const draft: HoldDraft = {
  data,
  heldDigests: [{ name: "squid:release", digest: good, stamp: makePublicationId("20261109-0617") }],
  url: run,
};
