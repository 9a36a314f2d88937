import type { StreamTimeline, TimelineBar } from "../../core/history/stream-timeline.ts";
import { cut } from "../../core/lib/text/clean.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import { day } from "../../core/lib/time/duration.ts";
import { barLabels } from "./timeline-labels.ts";

/** The picture's width, in its own pixels: GitHub makes it as wide as there is room. */
const width = 1000;
const rightPadding = 20;
/** Room for the longest text in the bar of what was just published. */
const newestRoom = 160;
/** The width of a character, in most fonts at most. */
const character = 6;
/** A bar needs a text: a space of no width. */
const noText = "\u200b";
/** Longest name at the left, in characters. */
const maxName = 30;

/** The scale of the time axis. */
interface Scale {
  /** Milliseconds since 1970. */
  from: number;
  until: number;
  /** Pixels for a millisecond. */
  density: number;
  /** The pixels at the left, for names. */
  left: number;
}

/**
 * A Gantt diagram for Mermaid: a row for each stream, with a bar for each publication, and rows for
 * its holds. Without the fence.
 * @param now milliseconds since 1970
 */
export function timelineMermaid(timelines: readonly StreamTimeline[], now: number): string {
  const names = uniqueNames(timelines);
  const scale = scaleOf(timelines, names, now);
  const config = {
    gantt: { useWidth: width, leftPadding: scale.left, rightPadding, numberSectionStyles: 2 },
  };
  const today = dayOf(new Date(now));
  return [
    "---",
    "displayMode: compact",
    "---",
    `%%{init: ${JSON.stringify(config)}}%%`,
    "gantt",
    `accTitle: What ${timelines.length === 1 ? "a stream" : `${timelines.length} streams`} showed, and when`,
    `accDescr: ${timelines.map((timeline, index) => inWords(timeline, names[index] ?? "", today)).join(" ")}`,
    "dateFormat YYYY-MM-DD HH:mm",
    "axisFormat %e %b",
    `tickInterval ${scale.until - scale.from > 15 * day ? "1week" : "1day"}`,
    "weekday monday",
    "todayMarker off",
    ...timelines.flatMap((timeline, index) => [
      `section ${names[index]}`,
      ...timeline.bars.flatMap((bar, at) => barLine(timeline, bar, `s${index}b${at}`, scale, today)),
    ]),
  ].join("\n");
}

/** Streams share their axis. It goes on after now, so that there is room for what was just published. */
function scaleOf(timelines: readonly StreamTimeline[], names: readonly string[], now: number): Scale {
  const left = Math.round(20 + character * Math.max(...names.map((name) => name.length)));
  const room = width - left - rightPadding;
  const known = timelines.flatMap(({ bars }) => bars.filter((bar) => bar.kind !== "older" || bar.digest !== undefined));
  const from = Math.min(now, ...known.map((bar) => bar.from));
  const until = now + Math.max(day, ((now - from) * newestRoom) / (room - newestRoom));
  return { from, until, density: room / (until - from), left };
}

function barLine({ unit }: StreamTimeline, bar: TimelineBar, id: string, scale: Scale, today: string): string[] {
  const [from, until] = [Math.max(bar.from, scale.from), bar.until ?? scale.until];
  const [begins, ends] = [minute(from), minute(until)];
  if (begins >= ends) return [];
  const room = (until - from) * scale.density;
  const label = barLabels(bar, unit, today).find((text) => text.length * character + 8 <= room);
  return [`${label === undefined ? noText : plain(label)} :${[...looks(bar), id, begins, ends].join(", ")}`];
}

/** `2026-11-23 06:17`, UTC: Mermaid knows no time zones, so the axis shows UTC, too. */
function minute(moment: number): string {
  return new Date(moment).toISOString().slice(0, 16).replace("T", " ");
}

/** Mermaid's classes: `active` is blue, `done` grey, `crit` red or, with another one, a red frame. */
function looks(bar: TimelineBar): string[] {
  if (bar.kind === "held") return ["crit"];
  if (bar.kind === "older") return ["done"];
  const age = bar.isNew ? "active" : "done";
  return bar.origin.kind === "rolled back" ? [age, "crit"] : [age];
}

/** What a stream shows now, for people who hear it. */
function inWords({ unit, bars }: StreamTimeline, name: string, today: string): string {
  const current = bars.findLast(({ kind, until }) => kind !== "held" && kind !== "waiting" && until === undefined);
  const held = bars.some(({ kind, until }) => kind === "held" && until === undefined);
  const shown = current && barLabels(current, unit, today)[0];
  return `${name} shows ${shown === undefined ? "nothing" : plain(shown)}${held ? ", held" : ""}.`;
}

/** Names of streams. Mermaid merges sections of one name. */
function uniqueNames(timelines: readonly StreamTimeline[]): string[] {
  const taken = new Set<string>();
  return timelines.map(({ unit }) => {
    const short = shortName(`${plain(unit.image)}:${plain(unit.streamTag)}`);
    let name = short;
    for (let number = 2; taken.has(name); number++) name = `${short} ${number}`;
    taken.add(name);
    return name;
  });
}

/** A long name without its middle: its end says which stream it is. */
function shortName(name: string): string {
  if (name.length <= maxName) return name;
  const half = Math.floor(maxName / 2);
  return `${cut(name, half)}${name.slice(-half)}`;
}

/** Only characters that mean nothing to Mermaid, HTML and Markdown. */
function plain(text: string): string {
  return text.replace(/[^\w./+, -]/g, "_");
}
