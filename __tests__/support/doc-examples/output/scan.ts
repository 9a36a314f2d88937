import type { PlatformScan } from "../../../../src/core/scan/scan-record.ts";
import { scanLine } from "../../../../src/render/scan/scan-line.ts";
import { printed } from "./printed.ts";

const scan: PlatformScan = {
  platform: "linux/amd64",
  tool: "grype 0.104.0",
  counts: { critical: 0, high: 0, medium: 0, low: 0, unrated: 0 },
  fixed: { count: 1, findings: [{ id: "CVE-2026-1111", package: "pkg:rpm/alma/openssl-libs", severity: "high" }] },
  new: { count: 0, findings: [] },
};

/** The scan of an image, in a log. */
export const shownScan = printed({
  name: "scan of an image",
  begins: /^\S+:\S+ {2}fixed: /,
  lines: () => [`squid:release  ${scanLine([scan])}`],
});
