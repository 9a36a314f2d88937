import { oneLine } from "../../lib/text/clean.ts";
import { hostOf } from "../../oci/reference.ts";
import { unanswered, withoutLogin } from "../answer.ts";
import type { Check } from "../check.ts";

const name = "registry-push";

/** Each repository accepts a push with this machine's login. */
export const registryPush: Check = {
  name,
  title: "pushing to registries",
  ofUnits: true,
  find: ({ registries, at }) =>
    registries.flatMap(({ repository, hasLogin, push }) => {
      const host = hostOf(repository);
      if ("unknown" in push) return [unanswered(name, repository, push)];
      if (push.known === true) return [];
      if (!hasLogin && at === "command line") {
        return [unanswered(name, repository, withoutLogin(host))];
      }
      const remedy = hasLogin ? "give the login this right" : `add docker/login-action for ${host} before this step`;
      return [{ level: "fails", check: name, subject: repository, what: oneLine(push.known), remedy }];
    }),
};
