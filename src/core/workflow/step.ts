import { type ActionName, actions } from "./actions.ts";
import { type Audience, registriesFor, trusted } from "./audience.ts";
import { loginOf } from "./login-forms.ts";
import type { WorkflowNeeds } from "./needs.ts";
import type { WorkflowSettings } from "./settings.ts";
import { expression, indent, scalar } from "./yaml-text.ts";

/** All that a workflow is written from. */
export interface Writing {
  needs: WorkflowNeeds;
  settings: WorkflowSettings;
}

/** A line of `with` or `env`: the value is YAML already. */
type Entry = readonly [key: string, value: string];

interface StepParts {
  comment?: readonly string[];
  id?: string;
  /** The expression. */
  condition?: string | undefined;
  inputs?: readonly Entry[];
  env?: readonly Entry[];
}

function step(uses: string, { comment = [], id, condition, inputs = [], env = [] }: StepParts): string[] {
  return [
    ...comment.map((text) => `# ${text}`),
    `- uses: ${uses}`,
    ...(id === undefined ? [] : [`  id: ${id}`]),
    ...(condition === undefined ? [] : [`  if: ${expression(condition)}`]),
    ...mapping("with", inputs),
    ...mapping("env", env),
  ];
}

function mapping(key: string, entries: readonly Entry[]): string[] {
  if (entries.length === 0) return [];
  return indent([`${key}:`, ...entries.map(([name, value]) => `  ${name}: ${value}`)], 1);
}

/** A step of an action that is not ours, at our commit of it or a person's. */
export function actionStep(name: ActionName, parts: StepParts, { settings }: Writing): string[] {
  return step(`${name}@${settings.actions[name] ?? actions[name]}`, parts);
}

/** A step of Tagstream. */
export function tagstreamStep(parts: StepParts, { settings }: Writing): string[] {
  const config: Entry[] = settings.config === undefined ? [] : [["config", scalar(settings.config)]];
  return step(settings.uses, { ...parts, inputs: [...(parts.inputs ?? []), ...config] });
}

/** The checkout, without credentials: Tagstream fetches with its own input `token`. */
export function checkout(inputs: readonly Entry[], comment: readonly string[], writing: Writing): string[] {
  return actionStep("actions/checkout", { comment, inputs: [...inputs, ["persist-credentials", "false"]] }, writing);
}

/** The builder, and emulation where a machine builds for another platform. */
export function builder(writing: Writing, conditions: { always?: string; emulation?: string } = {}): string[] {
  const { always } = conditions;
  const emulation = conditions.emulation ?? always;
  return [
    ...(writing.needs.emulates
      ? actionStep(
          "docker/setup-qemu-action",
          { comment: ["Emulates platforms other than the runner's own."], condition: emulation },
          writing,
        )
      : []),
    ...actionStep(
      "docker/setup-buildx-action",
      { comment: ["The runner's default builder cannot push by digest."], condition: always },
      writing,
    ),
  ];
}

/** The logins of a job, one for each registry. */
export function logins(audience: Audience, writing: Writing): string[] {
  const isForStrangers = trusted(audience) !== undefined;
  const comment = isForStrangers ? ["Not for strangers: their runs need no login, and get no secret to log in with."] : [];
  return loginSteps(registriesFor(audience, writing.needs), audience, comment, writing);
}

/** Steps that log in. @param about the comment of the first */
export function loginSteps(
  registries: readonly string[],
  audience: Audience,
  about: readonly string[],
  writing: Writing,
): string[] {
  return registries.flatMap((registry, index) => {
    const { username, password } = loginOf(registry, writing.settings);
    const condition = trusted(audience);
    const comment = index === 0 ? about : [];
    const inputs: Entry[] = [
      ["registry", scalar(registry)],
      ["username", text(username)],
      ["password", text(password)],
    ];
    return actionStep("docker/login-action", { comment, condition, inputs }, writing);
  });
}

/** A text that may be one expression. */
function text(value: string): string {
  return /^\$\{\{ [^{}"#\n]* \}\}$/.test(value) && !value.includes(": ") ? value : scalar(value);
}

/** The secrets of builds, for the step that builds. */
export function buildSecrets(audience: Audience, { needs }: Writing): Entry[] {
  const condition = trusted(audience);
  return needs.secrets.map((name) => {
    const secret = name === "GITHUB_TOKEN" ? "github.token" : `secrets.${name}`;
    return [name, expression(condition === undefined ? secret : `(${condition}) && ${secret} || ''`)];
  });
}

/** The token that tells other repositories of publications. */
export function notifyToken({ needs }: Writing): Entry[] {
  return needs.notifies ? [["TAGSTREAM_NOTIFY_TOKEN", expression("secrets.TAGSTREAM_NOTIFY_TOKEN")]] : [];
}
