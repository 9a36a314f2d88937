import { oneLine } from "../../lib/text/clean.ts";
import { hostOf } from "../../oci/reference.ts";
import { unanswered, withoutLogin } from "../answer.ts";
import type { Check } from "../check.ts";

const name = "registry-read";

/** Each repository can be read. */
export const registryRead: Check = {
  name,
  title: "reading registries",
  ofUnits: true,
  find: ({ registries, at }) =>
    registries.flatMap(({ repository, hasLogin, read }) => {
      const host = hostOf(repository);
      if ("unknown" in read) return [unanswered(name, repository, read)];
      if (read.known === true) return [];
      if (!hasLogin && at === "command line") return [unanswered(name, repository, withoutLogin(host))];
      const remedy = hasLogin ? "give the login this right" : `add docker/login-action for ${host} before this step`;
      return [{ level: "fails", check: name, subject: repository, what: oneLine(read.known), remedy }];
    }),
};
