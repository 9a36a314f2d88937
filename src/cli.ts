import { parseArgs } from "node:util";
import { createTerminalReporter, styleFor } from "./adapters/terminal/reporter-terminal.ts";
import { isRefName } from "./core/events/payload.ts";
import { main } from "./main.ts";
import { type InputName, inputNames } from "./request.ts";
import { version } from "./version.ts";

const help = `tagstream ${version}: fresh container images in streams, published as they were tested

  tagstream [command] [options]

  plan      say what would be done, and why; needs no argument in a repository
  run       plan, build, test and publish (the default)
  build     build and test one job of a plan       --plan FILE --job ID [--records FOLDER]
  build --local  build and test what is checked out, here, and push nothing
  publish   give what was tested its tags          --plan FILE --records FOLDER
  rollback  put an older image back, and hold it   --only GLOBS --reason TEXT [--to WHAT]
  hold      keep streams at what they show         --only GLOBS --reason TEXT
  resume    lift holds, and move to the newest     --only GLOBS
  history   what was published, and what each image was

  -C, --path FOLDER the checkout, where it is not here; other paths still start here
  --config FILE     the configuration                              (.github/tagstream.yml)
  --only GLOBS      units to take: "xcache:*", "*:*-release"; again or with commas for more
  --dry-run         say what would happen, and do nothing
  --event NAME      plan as for this event: schedule, push, pull_request …     (schedule)
  --git-tag TAG     plan as for the push of this git tag, there or not: v1.4.2
  --plan FILE       where plan writes it, and where build and publish read it
  --records FOLDER  where build leaves its records, and where publish reads them
  --job ID          the job to build
  --to WHAT         previous, a timestamp (20261116-0617) or a digest          (previous)
  --reason TEXT     why, for those who find the streams held
  --expires WHEN    by when a hold should be over: 7d, 2w, 2026-12-02          (7d)
  --no-hold         roll back without a hold: the next publication moves the streams again
  --tags            list every tag in the plan's table
  --json            print the plan, or the history, as JSON on standard output
  --help, --version

Exit status: 0 done, 1 something failed, 2 used wrongly.
Results go to standard output, progress, notes and errors to standard error.
`;

const options = {
  ...Object.fromEntries(
    inputNames
      .filter((name) => !["command", "token", "only", "dry-run"].includes(name))
      .map((name) => [name, { type: "string" } as const]),
  ),
  path: { type: "string", short: "C" },
  only: { type: "string", multiple: true },
  "dry-run": { type: "boolean" },
  event: { type: "string" },
  "git-tag": { type: "string" },
  local: { type: "boolean" },
  "no-hold": { type: "boolean" },
  json: { type: "boolean" },
  tags: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** Events that may be about a git tag. */
const tagEvents = ["push", "workflow_dispatch", "release"];
const events = new Set(["schedule", "repository_dispatch", "pull_request", "merge_group", ...tagEvents]);

interface Parsed {
  values: Record<string, unknown>;
  positionals: string[];
}

/** @throws TypeError for what is used wrongly */
function parse(args: string[]): Parsed {
  const parsed: Parsed = parseArgs({ args, options, allowPositionals: true });
  const { event, "git-tag": gitTag } = parsed.values;
  if (typeof event === "string" && !events.has(event)) {
    throw new TypeError(`Unknown event "${event}". Use one of ${[...events].join(", ")}.`);
  }
  if (typeof gitTag === "string" && !tagEvents.includes(String(event ?? "push"))) {
    throw new TypeError(`A git tag comes with a push, not with the event "${event}": omit --event or --git-tag.`);
  }
  if (typeof gitTag === "string" && !isRefName(gitTag)) {
    throw new TypeError(`"${gitTag}" is not a valid git tag: --git-tag takes a name such as v1.4.2.`);
  }
  if (parsed.positionals.length > 1) throw new TypeError(`One command at a time: ${parsed.positionals.join(" ")}`);
  return parsed;
}

async function start(args: string[]): Promise<number> {
  let parsed: Parsed;
  try {
    parsed = parse(args);
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n\`tagstream --help\` lists the commands and options.\n`,
    );
    return 2;
  }
  const { values, positionals } = parsed;
  if (values["help"] === true || values["version"] === true) {
    process.stdout.write(values["help"] === true ? help : `${version}\n`);
    return 0;
  }
  const text = (name: string): string => (typeof values[name] === "string" ? values[name] : "");
  const input = (name: InputName): string => {
    if (name === "command") return positionals[0] ?? "";
    if (name === "only") return Array.isArray(values["only"]) ? values["only"].join("\n") : "";
    if (name === "dry-run") return values["dry-run"] === true ? "true" : "";
    if (name === "token") return process.env["GITHUB_TOKEN"] ?? ""; // never an option: arguments are seen by everybody on a machine
    return text(name);
  };
  return main({
    input,
    reporter: createTerminalReporter(),
    environment: process.env,
    folder: process.cwd(),
    terminal: {
      event: text("event") || (text("git-tag") === "" ? "schedule" : "push"),
      ...(text("git-tag") === "" ? {} : { gitTag: text("git-tag") }),
      local: values["local"] === true,
      noHold: values["no-hold"] === true,
      json: values["json"] === true,
      allTags: values["tags"] === true,
      style: styleFor(process.stdout),
      print: (output) => process.stdout.write(output),
    },
  });
}

/**
 * Who reads may go away (`| head`), and what has been begun goes on: a publication does not stop half-way when its reader goes away. A result that
 * cannot be written for another reason is an error.
 */
function minded(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE" || unwritten) return;
  unwritten = true;
  process.exitCode = 1;
  process.stderr.write(`Standard output could not be written: ${error.message}\n`);
}
let unwritten = false;
process.stdout.on("error", minded);
process.stderr.on("error", () => {});

// Until there is a result: a program that ends without one, because it waits for what never comes, must not look green.
process.exitCode = 1;
start(process.argv.slice(2)).then((status) => {
  process.exitCode = unwritten && status === 0 ? 1 : status;
});
