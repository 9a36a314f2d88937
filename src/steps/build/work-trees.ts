import type { Ports } from "../../ports/index.ts";
import type { Checkout } from "../plan/checkout/checkout.ts";
import type { BuildOptions } from "./build.ts";

/**
 * Where a checkout's units are built. For another branch than the default one, an earlier step
 * wrote secrets' files into the checkout of that branch.
 */
export function workTreesOf(
  { tree, trees, own }: Pick<Checkout, "tree" | "trees" | "own">,
  { repository }: Pick<Ports, "repository">,
): Pick<BuildOptions, "workTree"> & Required<Pick<BuildOptions, "workTreeOf">> {
  return {
    workTree: own ? repository.root : tree.root,
    workTreeOf: (unit) => trees.of(unit).tree.root,
  };
}
