import { joined, shortPlatform } from "../../lib/text/words.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import { type Facts, unitsOf } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { type OwnStep, ownSteps, usesAction } from "../workflows/own-steps.ts";
import { fileName } from "../workflows/workflow.ts";

const name = "emulation";

/** Tests run on every platform: on a runner of that platform, or emulated. */
export const emulation: Check = {
  name,
  title: "emulation",
  ofUnits: true,
  find(facts) {
    const { workflows, commands, at, cannotRun } = facts;
    const platforms = testedPlatforms(facts);
    if (platforms.length === 0) return [];
    const rows: Finding[] = [];
    if (at === "action") {
      if ("unknown" in cannotRun) rows.push(unanswered(name, "this machine", cannotRun));
      else if (cannotRun.known.length > 0) rows.push(ofMachine(cannotRun.known));
    }
    if ("known" in workflows) rows.push(...ownSteps(workflows.known, commands).flatMap((step) => ofStep(step, platforms)));
    return rows;
  },
};

/** Those that tests run on, without those with a runner of their own. */
function testedPlatforms(facts: Facts): string[] {
  const { configuration } = facts;
  const native = "known" in configuration && "units" in configuration.known ? configuration.known.nativePlatforms : [];
  const tested = unitsOf(facts).flatMap(({ tests }) => tests.flatMap(({ platforms }) => platforms));
  return [...new Set(tested)].filter((platform) => !native.includes(platform));
}

const remedy = "add docker/setup-qemu-action, or name a runner of each platform in `runners`";

function ofMachine(platforms: readonly string[]): Finding {
  const what = `containers of ${joined(platforms.map(shortPlatform))} cannot run here, so their tests fail`;
  return { level: "fails", check: name, subject: "this machine", what, remedy };
}

function ofStep({ workflow, job, before, step, commands, isDryRun }: OwnStep, platforms: readonly string[]): Finding[] {
  if (isDryRun || !commands.some(({ engine, byHand }) => engine && !byHand)) return [];
  if (before.some((one) => usesAction(one, "docker/setup-qemu-action") || /binfmt/.test(one.run ?? ""))) return [];
  const own = nativeOf(job.runsOn);
  const foreign = own === undefined ? [] : platforms.filter((platform) => platform !== own);
  if (foreign.length === 0) return [];
  return [
    {
      level: "fails",
      check: name,
      subject: `${fileName(workflow)}, job ${job.id}`,
      what: `its runner is ${shortPlatform(own ?? "")}, and nothing emulates ${joined(foreign.map(shortPlatform))} for tests`,
      remedy,
      place: { file: workflow.file, line: step.line },
    },
  ];
}

/** The platform of a hosted runner; undefined for one of whom the label says nothing. */
function nativeOf(labels: readonly string[]): string | undefined {
  const [label = "", ...others] = labels;
  if (others.length > 0 || !/^ubuntu-(?:latest|slim|\d\d\.\d\d)(?:-arm)?$/.test(label)) return undefined;
  return label.endsWith("-arm") ? "linux/arm64" : "linux/amd64";
}
