/** A room of `src`, and what its files may import besides each other. */
export interface Room {
  /** A folder or a file below `src`. A file belongs to the longest path that fits. */
  path: string;
  /** Rooms, and what is in them, that it may import. */
  rooms: readonly string[];
  /** Rooms that it must not import, although a room in `rooms` contains them. */
  except?: readonly string[];
  /** Packages that it may import; `any` also allows Node's own. */
  packages: readonly string[] | "any";
}

const inner = ["adapters", "commands", "core", "ports", "render", "steps"];
const entrypoints = [
  "action.ts",
  "arguments.ts",
  "cli.ts",
  "help.ts",
  "main.ts",
  "monitor.ts",
  "request.ts",
  "version.ts",
  "wiring.ts",
];

/** Which room may import which. Other imports are errors, and so is a file outside all rooms. */
export const rooms: readonly Room[] = [
  { path: "core/lib", rooms: [], packages: ["semver", "valibot", "yaml"] },
  { path: "core/tests", rooms: ["core/lib"], packages: ["valibot"] },
  { path: "core/config", rooms: ["core"], packages: ["valibot", "yaml"] },
  { path: "core/packages", rooms: ["core"], except: ["core/config"], packages: ["@streamparser/json", "valibot"] },
  { path: "core/propose", rooms: ["core"], packages: ["yaml"] },
  {
    path: "core/existing",
    rooms: ["core"],
    except: ["core/config"],
    packages: ["@actions/expressions", "semver", "valibot", "yaml"],
  },
  { path: "core", rooms: ["core"], except: ["core/config"], packages: ["semver", "valibot", "yaml"] },
  { path: "render", rooms: ["core"], packages: [] },
  { path: "render/status", rooms: ["core", "render"], packages: ["badge-maker"] },
  { path: "ports", rooms: ["core"], packages: [] },
  { path: "adapters", rooms: ["core", "ports"], packages: "any" },
  { path: "steps", rooms: ["core", "ports", "render"], packages: "any" },
  { path: "commands", rooms: ["core", "ports", "render", "steps"], packages: "any" },
  { path: "page", rooms: ["core"], except: ["core/config"], packages: ["preact"] },
  ...entrypoints.map((path): Room => ({ path, rooms: [...inner, ...entrypoints], packages: "any" })),
];
