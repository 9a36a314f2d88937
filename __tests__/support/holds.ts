import type { Hold } from "../../src/core/holds/hold.ts";
import type { HoldText } from "../../src/core/holds/hold-issue.ts";
import { type PublicationId, parsePublicationId } from "../../src/core/tags/timestamp.ts";

/** An open hold on `squid:release`, due in a week of the tests' today. */
export function makeHold(change: Partial<Hold> = {}): Hold {
  const { issue = 12 } = change;
  return {
    issue,
    url: `https://github.example.org/osg/images/issues/${issue}`,
    scope: ["squid:release"],
    reason: "it broke",
    owner: "octo",
    since: "2026-11-20T03:00:00Z",
    expires: "2026-11-27",
    digests: new Map(),
    ...change,
  };
}

/** An issue with this body, as GitHub gives it. */
export function makeHoldText(body: string, change: Partial<HoldText> = {}): HoldText {
  return {
    number: 12,
    title: "Hold: squid:release, xcache:*",
    body,
    url: "https://github.example.org/osg/images/issues/12",
    createdAt: "2026-11-20T03:00:00Z",
    author: "github-actions[bot]",
    ...change,
  };
}

/** `makePublicationId("20261123-0617-01")` */
export function makePublicationId(text: string): PublicationId {
  const stamp = parsePublicationId(text);
  if (!stamp) throw new TypeError(`not a stamp: ${text}`);
  return stamp;
}
