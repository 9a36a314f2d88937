import type { Vendor } from "./vendor.ts";

export const zot: Vendor = {
  page: "zot",
  title: "zot",
  example: "zot.example.org/osg",
  removal: { by: "delete" },
};
