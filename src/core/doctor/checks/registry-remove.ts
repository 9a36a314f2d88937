import { oneLine } from "../../lib/text/clean.ts";
import { hostOf } from "../../oci/reference.ts";
import { unanswered, withoutLogin } from "../answer.ts";
import type { Check } from "../check.ts";
import { type Facts, type RegistryFacts, unitsOf } from "../facts.ts";
import type { Finding } from "../finding.ts";

const name = "registry-remove";

/** The login may remove tags: those of closed pull requests, and what `prune` removes. Nothing is removed to find out. */
export const registryRemove: Check = {
  name,
  title: "removing tags",
  ofUnits: true,
  find(facts) {
    const { registries, configuration, at } = facts;
    const prunes = "known" in configuration && "units" in configuration.known && configuration.known.hasRetention;
    const removes = prunes || unitsOf(facts).some(({ candidates }) => candidates !== false);
    return removes ? registries.flatMap((registry) => ofRepository(registry, at, prunes)) : [];
  },
};

function ofRepository({ repository, hasLogin, push, remove }: RegistryFacts, at: Facts["at"], prunes: boolean): Finding[] {
  if (!hasLogin) {
    const isOpen = "known" in push && push.known === true;
    // In the action, the check of pushes says it.
    return isOpen || at === "action" ? [] : [unanswered(name, repository, withoutLogin(hostOf(repository)))];
  }
  if ("unknown" in remove) return [unanswered(name, repository, remove)];
  if (remove.known === true) return [];
  const what = `${oneLine(remove.known)}: ${prunes ? "`prune` fails" : "tags of closed pull requests stay"}`;
  return [{ level: prunes ? "fails" : "risk", check: name, subject: repository, what, remedy: "give the login this right" }];
}
