import { makeBadge } from "badge-maker";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";
import { type Badge, badgeOfAll, badgeOfUnit, isInStream } from "./badge.ts";

/** A file to write, with its path below the page's folder. */
export interface BadgeFile {
  path: string;
  text: string;
}

/** Colours on which white text keeps its contrast (WCAG AA). */
const colors: Record<Badge["level"], string> = {
  good: "#1a7f37",
  notice: "#8250df",
  bad: "#cf222e",
  unknown: "#6e7781",
};
/** The longest text of a side, in characters. */
const longest = 80;

/**
 * The badges of all streams, `badges/squid/release.svg`, and of the whole, `badges/all.svg`; each with
 * the JSON that an endpoint badge of shields takes (schema version 1). An SVG loads nothing.
 */
export function badgeFiles(status: Status): BadgeFile[] {
  const units = status.units.filter(isInStream).flatMap((unit) => filesOf(pathOf(unit), badgeOfUnit(unit, status)));
  return [...units, ...filesOf(pathOfAll, badgeOfAll(status))];
}

/** The paths of these files alone. */
export function badgePaths({ units }: Pick<Status, "units">): string[] {
  return [...units.filter(isInStream).map(pathOf), pathOfAll].flatMap((path) => endings.map((ending) => `${path}.${ending}`));
}

const endings = ["json", "svg"] as const;
const pathOfAll = "badges/all";

/** Image and stream tag. Neither can be `..`, nor name a folder above. */
function pathOf({ image, streamTag }: UnitStatus): string {
  // No image's name has `~`, so no two of them share a folder, and none is in the place of a file.
  const folder = ["all.json", "all.svg"].includes(image) ? `${image}~` : image.replaceAll("/", "~");
  const parts = [folder, streamTag].map((part) => part.replace(/[^\w.~-]/g, "-").replace(/^\.+/, "-"));
  return ["badges", ...parts].join("/");
}

function filesOf(path: string, { label, message, level }: Badge): BadgeFile[] {
  const [left, right] = [label, message].map((text) => cut(oneLine(text), longest)) as [string, string];
  const color = colors[level];
  const endpoint = {
    schemaVersion: 1,
    label: left,
    message: right,
    color,
    ...(level === "unknown" ? { isError: true } : {}),
  };
  return [
    { path: `${path}.json`, text: `${JSON.stringify(endpoint)}\n` },
    { path: `${path}.svg`, text: `${makeBadge({ label: left, message: right, color })}\n` },
  ];
}
