import * as v from "valibot";
import type { TagRule } from "../lib/tag-rule.ts";
import { coversTag } from "../lib/tag-rule.ts";
import type { Vendor } from "./vendor.ts";

const rulesSchema = v.array(
  v.object({
    disabled: v.optional(v.boolean(), false),
    tag_selectors: v.array(v.object({ decoration: v.string(), pattern: v.string() })),
    scope_selectors: v.object({ repository: v.array(v.object({ decoration: v.string(), pattern: v.string() })) }),
  }),
);
const systemInfo = v.object({ auth_mode: v.string() });

export const harbor: Vendor = {
  page: "harbor",
  title: "Harbor",
  example: "hub.example.org/osg",
  isImmutable: (status) => status === 412,
  // Its registry API refuses to remove a tag. Its own API (`deleteTag` of API 2.0) keeps the
  // artifact and its other tags, and accepts only Basic authentication from a robot.
  removal: {
    by: "api",
    api: {
      login: "basic",
      path(name, tag) {
        const [project = "", ...rest] = name.split("/");
        // Encoded twice: Harbor's router decodes a path once before it looks for slashes.
        const repository = encodeURIComponent(encodeURIComponent(rest.join("/")));
        return `/api/v2.0/projects/${encodeURIComponent(project)}/repositories/${repository}/artifacts/${tag}/tags/${tag}`;
      },
      whyKept(status, { registry, name }) {
        if (status === 401 || status === 403) {
          return `the login for ${registry} lacks the permission to delete tags in ${name.split("/")[0]}`;
        }
        return status === 412 ? `a rule in ${registry} makes it immutable` : undefined;
      },
    },
  },
  tagRules: {
    by: "api",
    api: {
      login: "basic",
      right: "the permission to list tag immutability rules",
      path: (name) => `/api/v2.0/projects/${encodeURIComponent(name.split("/")[0] ?? "")}/immutabletagrules?page_size=100`,
      rules(answer, name) {
        if (!v.is(rulesSchema, answer)) return undefined;
        const [, ...rest] = name.split("/");
        const isFor = ({ decoration, pattern }: { decoration: string; pattern: string }) =>
          coversTag({ kind: "glob", pattern }, rest.join("/")) === (decoration === "repoMatches");
        return answer
          .filter(({ disabled, scope_selectors: { repository } }) => !disabled && repository.every(isFor))
          .flatMap(({ tag_selectors }) =>
            tag_selectors.map(({ decoration, pattern }): TagRule => {
              return { kind: "glob", pattern, ...(decoration === "excludes" ? { excludes: true } : {}) };
            }),
          );
      },
    },
  },
  // Harbor answers this request without a login.
  sign: { by: "page", path: "/api/v2.0/systeminfo", fits: (json) => v.is(systemInfo, json) },
};
