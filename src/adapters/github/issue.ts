import * as v from "valibot";

/**
 * An issue from GitHub's REST API, alone or in a list. Lists include pull requests, which are
 * issues too.
 */
export const issueSchema = v.object({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  title: v.string(),
  body: v.nullish(v.string(), ""),
  html_url: v.string(),
  state: v.picklist(["open", "closed"]),
  created_at: v.pipe(v.string(), v.isoTimestamp()),
  closed_at: v.nullish(v.pipe(v.string(), v.isoTimestamp())),
  user: v.nullish(v.object({ login: v.string(), type: v.optional(v.string(), "User") })),
  author_association: v.optional(v.string(), "NONE"),
  labels: v.optional(v.array(v.union([v.string(), v.object({ name: v.nullish(v.string()) })])), []),
  pull_request: v.optional(v.unknown()),
});

export type Issue = v.InferOutput<typeof issueSchema>;

/** The issues' repository. */
export interface IssuesOf {
  owner: string;
  repo: string;
}

/** GitHub's label names ignore case. */
export function hasLabel({ labels }: Issue, wanted: string): boolean {
  return labels.some((label) => (typeof label === "string" ? label : label.name)?.toLowerCase() === wanted.toLowerCase());
}
