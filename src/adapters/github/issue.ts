import * as v from "valibot";

/** An issue as GitHub's REST API gives it, in a list or alone; of pull requests, which are issues too, lists hold some. */
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

/** Where the issues are. */
export interface IssuesOf {
  owner: string;
  repo: string;
}

/** Case does not count in GitHub's label names. */
export function hasLabel({ labels }: Issue, wanted: string): boolean {
  return labels.some((label) => (typeof label === "string" ? label : label.name)?.toLowerCase() === wanted.toLowerCase());
}
