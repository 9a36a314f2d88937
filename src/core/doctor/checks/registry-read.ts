import { oneLine } from "../../lib/text/clean.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";

const name = "registry-read";

/** Each repository can be read. */
export const registryRead: Check = {
  name,
  title: "reading registries",
  ofUnits: true,
  find: ({ registries }) =>
    registries.flatMap(({ repository, read }) => {
      if ("unknown" in read) return [unanswered(name, repository, read)];
      if (read.known === true) return [];
      return [{ level: "fails", check: name, subject: repository, what: oneLine(read.known), remedy: "log in with this right" }];
    }),
};
