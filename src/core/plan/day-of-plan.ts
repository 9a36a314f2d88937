import { dayOfTimestamp } from "../lib/time/timestamp.ts";
import type { Plan } from "./plan.ts";

/** The day that the waivers of a plan's tests are judged by: `2026-11-23`. */
export function dayOfPlan({ timestamp, day: own }: Pick<Plan, "timestamp" | "day">): string {
  return own ?? dayOfTimestamp(timestamp);
}
