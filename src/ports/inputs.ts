import { defaultConfiguration } from "../core/config/scope-label.ts";

/** An input of the action. The command line has it as an option of the same name. */
export interface InputDeclaration {
  /** What it is: sentences, Markdown. `action.yml` and the reference show them, with the commands that use the input. */
  description: string;
  /** Its value where none is given, of the action; of the command line too, unless it is an expression. */
  default?: string;
  /** What to give, for the message that a command needs it. */
  hint?: string;
  /** The command line's option; absent where it takes the value from elsewhere. */
  option?: InputOption;
}

/** An option of the command line. */
export interface InputOption {
  /** One letter, for `-C`. */
  short?: string;
  /** What stands for the value in the help: `FILE`. Absent of a switch. */
  value?: string;
  /** Whether it may be given again, for more. */
  multiple?: true;
  help: string;
}

/** Every input, in the order of `action.yml`. */
export const inputs = {
  command: {
    description: "What to do.",
    default: "run",
  },
  path: {
    description:
      "Path of the checkout, from the workspace: the `path` of `actions/checkout`, where its step has one. Tagstream then looks there for git, the configuration, contexts and test scripts. The paths `plan` and `records` start from the workspace all the same.",
    option: { short: "C", value: "FOLDER", help: "the checkout, where it is not here; other paths still start here" },
  },
  config: {
    description: "Path of the configuration, from the repository's root.",
    default: defaultConfiguration,
    option: { value: "FILE", help: "the configuration" },
  },
  token: {
    description:
      "Token for GitHub's own API. Tagstream uses it to find the tip of the default branch (`contents: read`), to read holds (`issues: read`; `issues: write` to roll back, hold and resume), to see whether a pull request is still open, and to comment on it (`pull-requests: write`). It does not log in to registries: `docker/login-action`, in a step before this one, does.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    default: "${{ github.token }}",
  },
  plan: {
    description:
      "Path of the plan file. The command `plan` writes it there (by default, into the runner's temporary folder); later jobs read it.",
    hint: "the path of the plan that the command `plan` wrote",
    option: { value: "FILE", help: "where plan writes it, and where build and publish read it" },
  },
  job: {
    description: "Id of the plan's job to build: the `job` of the matrix entry.",
    hint: "the matrix entry to build, `matrix.job`",
    option: { value: "ID", help: "the job to build" },
  },
  records: {
    description:
      "Path of the folder for records. The command `build` writes its `record-{job}.json` there (by default, into the runner's temporary folder); the command `publish` reads all of them. A unit to build that has no record is not published, and turns the run red.",
    hint: "the folder with the records that the build jobs wrote",
    option: { value: "FOLDER", help: "where build leaves its records, and where publish reads them" },
  },
  only: {
    description:
      "Which units to work on: globs over unit names, separated by commas or line ends, such as `xcache:*, *:*-release`; without a colon, over image names. `*` is any text without a colon, `?` any one character; `#` begins a comment. A unit whose base is not selected is built on that base as it is published. Empty, the default, selects all; a glob that selects nothing is an error.",
    hint: "the units it is about, `squid:release` or globs; `*` for all",
    option: {
      value: "GLOBS",
      multiple: true,
      help: 'units to take: "xcache:*", "*:*-release"; again or with commas for more',
    },
  },
  to: {
    description:
      "The image to roll back to: `previous`, the newest image before the one that the stream shows; a timestamp, `20261116-0617`; or a digest, which may be shortened to what tables show (`sha256:4be1c0ff`). It has to be under one of the unit's timestamp tags.",
    default: "previous",
    option: { value: "WHAT", help: "previous, a timestamp (20261116-0617) or a digest" },
  },
  reason: {
    description: "Why, for those who find the streams held: text.",
    hint: "why, for those who find the streams held",
    option: { value: "TEXT", help: "why, for those who find the streams held" },
  },
  expires: {
    description:
      "By when a hold should be over: so many days or weeks (`7d`, `2w`), or a day (`2026-12-02`), UTC. Overdue, it still holds, and runs are red.",
    default: "7d",
    option: { value: "WHEN", help: "by when a hold should be over: 7d, 2w, 2026-12-02" },
  },
  "dry-run": {
    description:
      "`true` plans, says what would happen, and does nothing: it builds nothing, writes no tag, and opens or lifts no hold. `true` or `false`.",
    default: "false",
    option: { help: "say what would happen, and do nothing" },
  },
} as const satisfies Record<string, InputDeclaration>;

export type InputName = keyof typeof inputs;

/** The names of all inputs, in the order of `action.yml`. */
export const inputNames = Object.keys(inputs) as InputName[];

/** An input as any declaration, whatever it leaves out. */
export function inputNamed(name: InputName): InputDeclaration {
  return inputs[name];
}
