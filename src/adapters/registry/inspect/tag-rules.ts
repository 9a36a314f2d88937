import * as v from "valibot";
import type { Answer } from "../../../core/doctor/answer.ts";
import type { TagRule } from "../../../core/lib/tag-rule.ts";
import type { TagRulesApi, Vendor } from "../../../core/registries/vendor.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { isOk, parseJson } from "../transport/answer.ts";
import { logIn } from "./api-login.ts";
import { vendorAt } from "./vendor-at.ts";

type Session = Pick<RegistrySession, "send" | "credentialsFor">;

/** A repository's rules about tags, as far as its registry tells them. */
export async function readTagRules(
  session: Session,
  address: RepositoryAddress,
): Promise<Answer<readonly TagRule[] | undefined>> {
  const vendor = await vendorAt(session, address);
  const known = vendor?.tagRules;
  if (!vendor || !known) return { known: undefined };
  if (known.by === "page") return onPage(vendor, known.where);
  const path = known.api.path(address.name, address.registry);
  if (path === undefined) return onPage(vendor, "its console");
  return ask(session, known.api, { address, path, vendor });
}

function onPage({ title, page }: Vendor, where: string): Answer<never> {
  return {
    unknown: `${title} tells its rules about tags to no registry client`,
    remedy: `look at ${where}; see docs/registries/${page}.md`,
  };
}

async function ask(
  session: Session,
  api: TagRulesApi,
  { address, path, vendor: { title, page } }: { address: RepositoryAddress; path: string; vendor: Vendor },
): Promise<Answer<readonly TagRule[] | undefined>> {
  const remedy = `the login needs ${api.right}; see docs/registries/${page}.md`;
  const login = await logIn(session, api, address);
  if (login === "refused") return { unknown: `${title} rejected the login for its API`, remedy };
  const url = new URL(path, api.origin ?? address.origin);
  const answer = await session.send({ method: "GET", url, headers: { accept: "application/json", ...login } });
  if (!isOk(answer)) return { unknown: `${title} does not tell its rules about tags (it answered ${answer.status})`, remedy };
  const rules = api.rules(parseJson(answer, v.unknown()), address.name);
  if (!rules) return { unknown: `${title} gave an unexpected answer for its rules about tags`, remedy: "look at them yourself" };
  return { known: api.allOrNothing && rules.length === 0 ? undefined : rules };
}
