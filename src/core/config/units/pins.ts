import type { PinTarget } from "../../pins/target.ts";
import type { Config } from "../schema/schema.ts";

/** The files that name images of this configuration, in the order of the configuration. */
export function pinTargetsOf({ pins = [] }: Pick<Config, "pins">): PinTarget[] {
  return pins.map(({ repository, branch, files, only = [], merge = "manual", token }) => ({
    ...(repository === undefined ? {} : { repository }),
    ...(branch === undefined ? {} : { branch }),
    files,
    only,
    merge,
    ...(token === undefined ? {} : { token }),
  }));
}
