/** A room of `src`: what its files may import besides each other. */
export interface Room {
  /** A folder or a file below `src`. A file belongs to the longest path that fits. */
  path: string;
  /** Rooms, and what is in them, that it may import. */
  rooms: readonly string[];
  /** What it must not import, though a room above has it. */
  except?: readonly string[];
  /** Packages that it may import; `any` also allows Node's own. */
  packages: readonly string[] | "any";
}

const inner = ["adapters", "commands", "core", "ports", "render", "steps"];
const doors = ["action.ts", "cli.ts", "help.ts", "main.ts", "request.ts", "version.ts", "wiring.ts"];

/** Which room may import which. What is not listed is forbidden, and so is a file in no room. */
export const rooms: readonly Room[] = [
  { path: "core/lib", rooms: [], packages: ["semver", "valibot", "yaml"] },
  { path: "core/tests", rooms: ["core/lib"], packages: ["valibot"] },
  { path: "core/config", rooms: ["core"], packages: ["valibot", "yaml"] },
  { path: "core", rooms: ["core"], except: ["core/config"], packages: ["semver", "valibot", "yaml"] },
  { path: "render", rooms: ["core"], packages: [] },
  { path: "ports", rooms: ["core"], packages: [] },
  { path: "adapters", rooms: ["core", "ports"], packages: "any" },
  { path: "steps", rooms: ["core", "ports", "render"], packages: "any" },
  { path: "commands", rooms: ["core", "ports", "render", "steps"], packages: "any" },
  ...doors.map((path): Room => ({ path, rooms: [...inner, ...doors], packages: "any" })),
];
