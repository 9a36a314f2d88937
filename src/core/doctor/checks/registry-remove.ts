import { oneLine } from "../../lib/text/clean.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import { unitsOf } from "../facts.ts";

const name = "registry-remove";

/** The login may remove tags: those of closed pull requests, and what `prune` removes. Nothing is removed to find out. */
export const registryRemove: Check = {
  name,
  title: "removing tags",
  ofUnits: true,
  find(facts) {
    const { registries, configuration } = facts;
    const prunes = "known" in configuration && "units" in configuration.known && configuration.known.hasRetention;
    const removes = prunes || unitsOf(facts).some(({ candidates }) => candidates !== false);
    return registries.flatMap(({ repository, hasLogin, remove }) => {
      if (!removes || !hasLogin) return [];
      if ("unknown" in remove) return [unanswered(name, repository, remove)];
      if (remove.known === true) return [];
      const what = `${oneLine(remove.known)}: ${prunes ? "`prune` fails" : "tags of closed pull requests stay"}`;
      return [{ level: prunes ? "fails" : "risk", check: name, subject: repository, what, remedy: "give the login this right" }];
    });
  },
};
