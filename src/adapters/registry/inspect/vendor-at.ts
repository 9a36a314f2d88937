import * as v from "valibot";
import { vendorOf } from "../../../core/registries/host.ts";
import { vendors } from "../../../core/registries/index.ts";
import type { Vendor } from "../../../core/registries/vendor.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { isOk, parseJson } from "../transport/answer.ts";

/** The vendor of a registry: by its host or, for software under any host, by a page that it serves to all. */
export async function vendorAt({ send }: Pick<RegistrySession, "send">, address: RepositoryAddress): Promise<Vendor | undefined> {
  const known = vendorOf(address.registry);
  if (known) return known;
  for (const vendor of vendors) {
    if (vendor.sign?.by !== "page") continue;
    const url = new URL(vendor.sign.path, address.origin);
    const answer = await send({ method: "GET", url, headers: { accept: "application/json" } });
    if (isOk(answer) && vendor.sign.fits(parseJson(answer, v.unknown()))) return vendor;
  }
  return undefined;
}
