import path from "node:path";
import { findImports, type Import } from "./imports.ts";
import { type Room, rooms } from "./rooms.ts";
import type { Source, Violation } from "./violation.ts";

/** Finds imports that the table of rooms does not allow, and files of `src` that are in no room. */
export function checkRooms(sources: readonly Source[]): Violation[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.file);
    if (!room) return [violation(source, 1, `${source.file} is in no room: list it in tools/rules/rooms.ts.`)];
    return findImports(source).flatMap((one) => {
      const fault = faultOf(source, room, one);
      return fault === undefined ? [] : [violation(source, one.line, fault)];
    });
  });
}

function violation({ file }: Source, line: number, message: string): Violation {
  return { rule: "rooms", file, line, message };
}

/** The room of a path from the repository's root: the longest that fits. */
function roomOf(file: string): Room | undefined {
  const fitting = rooms.filter((room) => isBelow(file, room.path));
  return fitting.sort((a, b) => b.path.length - a.path.length)[0];
}

function isBelow(file: string, place: string): boolean {
  return file === `src/${place}` || file.startsWith(`src/${place}/`);
}

function faultOf({ file }: Source, room: Room, { specifier }: Import): string | undefined {
  if (!specifier.startsWith(".")) {
    return room.packages === "any" || room.packages.includes(packageOf(specifier))
      ? undefined
      : `src/${room.path} must not import the package ${specifier}.`;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const isExcepted = (room.except ?? []).some((excepted) => isBelow(target, excepted));
  if (!isExcepted && [room.path, ...room.rooms].some((allowed) => isBelow(target, allowed))) return undefined;
  return `src/${room.path} must not import ${target}.`;
}

/**
 * The package: `semver` for `semver/functions/lt.js`, `@actions/core` for `@actions/core/x`,
 * `node:fs` itself.
 */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
