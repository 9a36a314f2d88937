import { defaultConfiguration } from "../core/config/scope-label.ts";

/** An input of the action. The command line has it as an option of the same name. */
export interface InputDeclaration {
  /** Sentences, Markdown. `action.yml` and the reference add the commands that use the input. */
  description: string;
  /** The action's default; the command line's too, unless it is an expression. */
  default?: string;
  /** What to provide, for the message when a command lacks this input. */
  hint?: string;
  /** The command line's option; absent if the value comes from elsewhere. */
  option?: InputOption;
}

/** An option of the command line. */
export interface InputOption {
  /** One letter, for `-C`. */
  short?: string;
  /** The value's placeholder in the help: `FILE`. Absent for a switch. */
  value?: string;
  /** Whether it may be repeated. */
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
      "Path of the checkout, relative to the workspace: the `path` of the `actions/checkout` step, if it has one. Tagstream then looks there for git, the configuration, contexts and test scripts. The paths `plan` and `records` stay relative to the workspace.",
    option: { short: "C", value: "FOLDER", help: "the checkout, if not this folder; other paths start here" },
  },
  config: {
    description: "Path of the configuration, relative to the repository's root.",
    default: defaultConfiguration,
    option: { value: "FILE", help: "the configuration" },
  },
  token: {
    description:
      "Token for GitHub's own API. Tagstream uses it to find the tip of the default branch (`contents: read`), to read holds (`issues: read`; `issues: write` to roll back, hold, resume, verify and yank), to see whether a pull request is still open, to comment on it (`pull-requests: write`), to keep the issue about images that are not fresh (`issues: write`, `actions: read`), and to propose pins (`contents: write`, `pull-requests: write`). It does not log in to registries: use `docker/login-action` in an earlier step.",
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
      "Path of the folder for records. The command `build` writes its `record-{job}.json` there (by default, into the runner's temporary folder); the command `publish` reads all of them. If a unit to build has no record, Tagstream does not publish it, and the run fails.",
    hint: "the folder with the records that the build jobs wrote",
    option: { value: "FOLDER", help: "where build leaves its records, and where publish reads them" },
  },
  output: {
    description:
      "Path of the folder that the command `status` writes its page to, with its data and the badges. It is created if missing; other files there stay.",
    hint: "the folder for the page, such as `site`",
    option: { value: "FOLDER", help: "the folder for the page, its data and the badges" },
  },
  only: {
    description:
      "Which units to work on: globs over unit names, separated by commas or line ends, such as `xcache:*, *:*-release`; without a colon, over image names. `*` is any text without a colon, `?` any one character; `#` begins a comment. A unit whose base is not selected builds on the published base. For `verify`, the units that others follow. Empty, the default, selects all; a glob that selects nothing is an error.",
    hint: "units such as `squid:release`, or globs; `*` for all",
    option: {
      value: "GLOBS",
      multiple: true,
      help: 'units to work on: "xcache:*", "*:*-release"; repeat it or use commas',
    },
  },
  "changed-only": {
    description:
      "`true` lets a schedule or a dispatch on a branch publish only what changed, in all streams, as a push to their branches does, instead of rebuilding every image. `true` or `false`.",
    default: "false",
    option: { help: "publish only what changed, where the event would rebuild everything" },
  },
  from: {
    description:
      "The older image to compare: a timestamp, `20261116-0617`; a digest; or `previous`, the default: the newest publication before `to` that has another digest.",
    option: { value: "WHAT", help: "the older image: previous, a timestamp (20261116-0617) or a digest" },
  },
  to: {
    description:
      "For `rollback`, the image to roll back to: `previous` (the default), the newest image before the one that the stream shows; a timestamp, `20261116-0617`; or a digest, in full or as tables shorten it (`sha256:4be1c0ff`). Only images with a timestamp tag of the unit qualify, because only those were tested. For `verify` and `yank`, the image to judge: a timestamp or a digest. For `advance`, the image of the followed stream to publish: a timestamp or a digest; by default the newest one. For `changes`, the newer image to compare: by default the newest publication. There, a digest in full may be a candidate's.",
    hint: "the image, as a timestamp (20261116-0617) or a digest",
    option: { value: "WHAT", help: "the image: a timestamp or a digest; rollback, changes: or previous" },
  },
  reason: {
    description: "The reason, for people who find the streams held or the image judged.",
    hint: "why, in your words, for people who find the streams held or the image judged",
    option: { value: "TEXT", help: "the reason, for people who find the streams held or the image judged" },
  },
  verdict: {
    description:
      "For `verify`, what you say of the image: `good` or `bad`. Each person's last verdict counts. A good one shortens the soak of streams that follow to their `verified`; a bad one keeps them from the image.",
    option: { value: "WORD", help: "good or bad" },
  },
  undo: {
    description:
      "`true` takes back what was said of the image: for `verify` every verdict on it, of anybody; for `yank` the yank. `true` or `false`.",
    default: "false",
    option: { help: "take back what was said of the image" },
  },
  accept: {
    description:
      "`true` lets `prune` remove more than half of the publications of an image. Otherwise it refuses that: a mistake in the rules should not empty a registry. The first run after `retention` was added may need it. `true` or `false`.",
    default: "false",
    option: { help: "prune: let more than half of an image's publications go" },
  },
  expires: {
    description:
      "When a hold should end: after days or weeks (`7d`, `2w`), or on a day (`2026-12-02`), UTC. An overdue hold still holds, but runs fail.",
    default: "7d",
    option: { value: "WHEN", help: "when a hold should end: 7d, 2w, 2026-12-02" },
  },
  workflow: {
    description:
      "File of the workflow that rebuilds on a schedule, such as `rebuild.yml`, or `octo-org/images/rebuild.yml` in another repository. Tagstream looks at its state and its runs (`actions: read`) to say why images are not fresh. By default the workflow that runs, if a schedule started it to build; otherwise `rebuild.yml`, if the checkout has it.",
    option: { value: "FILE", help: "the workflow that rebuilds, to say why images are not fresh" },
  },
  "dry-run": {
    description:
      "`true` shows what would happen, and changes nothing: no build, no tag, no hold opened or released. `true` or `false`.",
    default: "false",
    option: { help: "show what would happen, and do nothing" },
  },
} as const satisfies Record<string, InputDeclaration>;

export type InputName = keyof typeof inputs;

/** The names of all inputs, in the order of `action.yml`. */
export const inputNames = Object.keys(inputs) as InputName[];

/** An input's declaration, with its optional fields. */
export function inputNamed(name: InputName): InputDeclaration {
  return inputs[name];
}
