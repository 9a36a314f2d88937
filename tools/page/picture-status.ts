import type { Status } from "../../src/core/status/status.ts";
import { sampleStatus } from "./sample.ts";

/** Units of the sample in different states, few enough for a picture. */
const shown = [
  "nginx:21-bookworm-fresh",
  "postgres:23-el9-fresh",
  "postgres:23-el9-stable",
  "redis:22-bookworm-release",
  "redis:22-noble-release",
  "haproxy:24-el8-release",
  "squid:20-el8-release",
];

/** The status that pictures show: one unit in each of several states. */
export function pictureStatus(): Status {
  const status = sampleStatus({ units: 16, weeks: 16, seed: 1 });
  return { ...status, units: status.units.filter(({ unit }) => shown.includes(unit)), notes: [] };
}
