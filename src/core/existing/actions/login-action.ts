import { loginHost, normalHost } from "../../registries/host.ts";
import { interpolate, partsOf } from "../expressions/evaluate.ts";
import { isUnknown } from "../expressions/unknowns.ts";
import { ifBuilding, type StepResult } from "../jobs/run.ts";
import { itemsOf, type Located, textAt } from "../yaml/located.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import type { Step } from "./step.ts";

const nothing: StepResult = { outputs: new Map(), isSkipped: false };

/** docker/login-action: one registry, or several in `registry-auth`. */
export function loginStep(step: Step): StepResult {
  const several = textAt(step.node, "with", "registry-auth");
  if (several === undefined) addLogin(step, step.node, "with");
  else {
    const file = readYaml(several);
    if ("root" in file) for (const item of itemsOf(file.root)) addLogin(step, item);
  }
  return nothing;
}

/** A login whose credentials another action gets: `what` says which they are. */
export function otherLogin(what: string): (step: Step) => StepResult {
  return (step) => {
    const { run } = step;
    step.frame.job.logins.push({ registry: `a registry with ${what}`, place: step.place });
    ifBuilding(run, () =>
      run.findings.addFault(step.place, `the login uses ${what}, and Tagstream logs in with a user and a password`),
    );
    return { outputs: new Map(), others: "only a run knows the output `{output}` of this login", isSkipped: false };
  };
}

function addLogin(step: Step, node: Located, ...keys: string[]): void {
  const { run } = step;
  const { findings } = run;
  const raw = (name: string): string => textAt(node, ...keys, name) ?? "";
  const evaluated = interpolate(raw("registry"), step.scope).trim();
  const host = loginHost(evaluated);
  const registry = isUnknown(host) ? findings.unknowns.shown(host) : normalHost(host);
  const login = {
    registry,
    username: shownText(step, raw("username")),
    password: shownText(step, raw("password")),
    place: step.place,
  };
  step.frame.job.logins.push({ registry, place: step.place });
  ifBuilding(run, () => {
    if (raw("password") === "" || raw("username") === "")
      findings.addFault(step.place, `the login to ${registry} has no user or no password`);
    else if (!raw("password").includes("${{"))
      findings.addFault(step.place, `the password for ${registry} stands in the file: move it to a secret`, "password");
    else findings.addLogin(login);
  });
}

/** A text as the file has it. What only its own workflow knows is evaluated: `env`, `inputs`, `matrix` … */
function shownText(step: Step, raw: string): string {
  const isCalled = step.frame.job.workflow.callers.length > 0;
  const isLocal = partsOf(raw).some(
    ({ text, isExpression }) =>
      isExpression && (/\b(?:env|inputs|matrix|needs|steps|jobs)\b/.test(text) || (isCalled && /\bsecrets\b/.test(text))),
  );
  return (isLocal ? step.run.findings.unknowns.shown(interpolate(raw, step.scope)) : raw).trim();
}
