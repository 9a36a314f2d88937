import * as v from "valibot";
import type { PublishedImage } from "../../../src/core/result/published-image.ts";
import { isTag } from "../../../src/core/tags/grammar.ts";
import type { ExampleKind } from "./kind.ts";

const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{8}(?:…|[0-9a-f]{56})$/, "it is no digest"));
const hows = ["built", "promoted", "retested", "followed", "kept", "repaired", "rolled-back", "resumed"] as const;
const row = v.strictObject({
  unit: v.pipe(v.string(), v.regex(/^[^:\s]+:[^:\s]+$/, "it is no unit")),
  repository: v.pipe(v.string(), v.regex(/^[\w.-]+(?::\d+)?(?:\/[\w.-]+)+$/, "it is no repository")),
  tag: v.pipe(v.string(), v.check(isTag, "it is no tag")),
  digest,
  was: v.exactOptional(digest),
  how: v.picklist(hows satisfies readonly PublishedImage["how"][]),
});

/** The output `published`, its digests shortened. */
export const publishedOutput: ExampleKind = {
  name: "output `published`",
  is: ({ language, text }) => language === "json" && /^\[\s*\{\s*"unit"/.test(text),
  faults({ text }) {
    const { issues = [] } = v.safeParse(v.array(row), contentOf(text));
    return issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
  },
};

/** Undefined for what is no JSON. */
function contentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
