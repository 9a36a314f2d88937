import { changesTable } from "../../../../src/render/packages/changes-table.ts";
import { digestOf, platformOf, unitChanges } from "../../image-changes.ts";
import { printed } from "./printed.ts";

const bases = [{ reference: "docker.io/library/almalinux:9", before: digestOf("c"), now: digestOf("d") }];
const common = [
  "rpm squid 7:5.5-14.el9 → 7:5.5-13.el9 backwards",
  "rpm openssl-libs 1:3.2.2-6.el9 → 1:3.2.2-7.el9",
  "rpm jq – → 1.6-17.el9",
];
const changes = [
  unitChanges("squid:release", [
    platformOf("linux/amd64", common, { bases }),
    platformOf("linux/arm64", [...common, "rpm libatomic 11.5.0-2 → 11.5.0-5"], { bases }),
  ]),
  unitChanges("xcache:release", [platformOf("linux/amd64", [], { packages: { total: 231, changes: [] } })]),
];

/** What changed with the newest publications. */
export const shownChanges = printed({
  name: "changes of images",
  begins: /^\S+:\S+ {2}\d{8}-\d{4}, after /,
  lines: () => changesTable(changes),
});
