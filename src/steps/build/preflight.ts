import { keptProblem } from "../../core/build/kept.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Intent } from "../../core/events/intent.ts";
import { normalizePlatform } from "../../core/lib/platform.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import { buildRepository } from "../../core/unit/repositories.ts";
import type { Destination } from "../../core/unit/unit.ts";
import type { Builder, BuilderFacts } from "../../ports/builder.ts";
import type { Containers } from "../../ports/containers.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { isLackOfLogin, lackWords } from "../publish/lack-of-login.ts";
import { type RefusedPush, refusedPushes } from "../publish/push-rights.ts";

/** The findings before any build, by unit name. */
export interface Checked {
  /** The obstacles of units that are not built. */
  stopped: ReadonlyMap<string, readonly Problem[]>;
  /** Why the builds of units stay on this machine. */
  kept: ReadonlyMap<string, string>;
  /** Whether the builder has several nodes: see `bakeUnit`. */
  severalNodes: boolean;
}

/** An obstacle of units. One without units is reported, and stops nothing. */
interface Obstacle {
  problem: Problem;
  units: readonly PlannedUnit[];
}

/**
 * Finds late failures before any build, all at once: the builder and its platforms, the machine's
 * platforms, the right to push, the secrets.
 * @returns the reported obstacles; other units go on
 * @throws Failure with all problems if a required unit's job is not set up, or if no unit can go on
 *   and at least one is required
 */
export async function preflight(
  intent: Intent,
  units: readonly PlannedUnit[],
  workTree: string,
  {
    builder,
    containers,
    registry,
    reporter,
  }: { builder: Builder; containers: Containers; registry: Registry; reporter: Reporter },
  publishes: boolean,
): Promise<Checked> {
  const toBuild = units.filter((unit) => unit.decision === "build");
  const checks: Promise<Obstacle[]>[] = [];
  let severalNodes = false;
  const checkBuilder = async () => {
    const facts = await builder.check();
    severalNodes = facts.nodes.length > 1;
    return unbuildable(toBuild, facts);
  };
  if (toBuild.length > 0) checks.push(obstacles(toBuild, checkBuilder));
  if (toBuild.length > 0 && capabilities[intent].secrets) {
    checks.push(obstacles(toBuild, () => absentSecrets(toBuild, builder, workTree)));
  }
  const tested = units.filter((unit) => unit.tests.length > 0);
  if (tested.length > 0) checks.push(obstacles(tested, () => untestable(tested, containers)));
  const everywhere = publishes && (capabilities[intent].publish || capabilities[intent].versions);
  const targets = (unit: PlannedUnit) => (everywhere ? unit.destinations : buildTargets(unit, intent));
  const [setUp, pushes] = await Promise.all([Promise.all(checks), refusedPushes(toBuild, targets, registry)]);
  const { refused, kept } = await withoutLogin(intent, pushes, registry);
  const stopped = stoppedBy(units, setUp.flat(), refused, reporter);
  if (kept.size > 0) reporter.problem(keptProblem([...new Set(kept.values())]));
  return { stopped, kept, severalNodes };
}

/** Where a plan pushes a build; nowhere if it stays on this machine. */
function buildTargets(unit: PlannedUnit, intent: Intent): Destination[] {
  const repository = buildRepository(unit, intent);
  return repository === undefined ? [] : [{ repository, required: true }];
}

/**
 * A proposed change whose job has no login at all is built and tested all the same; the merge
 * builds it again. A login that the registry refuses is an error.
 */
async function withoutLogin(
  intent: Intent,
  pushes: readonly RefusedPush<PlannedUnit>[],
  registry: Registry,
): Promise<{ refused: RefusedPush<PlannedUnit>[]; kept: Map<string, string> }> {
  const refused: RefusedPush<PlannedUnit>[] = [];
  const kept = new Map<string, string>();
  for (const push of pushes) {
    const { problem, repository, units } = push;
    const lacks = capabilities[intent].candidates && (await isLackOfLogin(new Failure([problem]), repository, registry));
    if (lacks) for (const { name } of units) kept.set(name, lackWords(repository));
    else refused.push(push);
  }
  return { refused, kept };
}

/**
 * @param setUp checks of the job itself, its machine and its secrets: a job that is not set up for
 *   a required unit begins nothing
 */
function stoppedBy(
  units: readonly PlannedUnit[],
  setUp: readonly Obstacle[],
  refused: readonly Obstacle[],
  reporter: Reporter,
): Map<string, Problem[]> {
  const found = [...setUp, ...refused].map(({ problem, units: of }): Obstacle => {
    const severity = of.some(({ required }) => required) ? problem.severity : "warning";
    return { problem: { ...problem, severity }, units: of };
  });
  const stopped = new Map<string, Problem[]>();
  for (const { problem, units: of } of found)
    for (const { name } of of) stopped.set(name, [...(stopped.get(name) ?? []), problem]);
  const required = (of: readonly PlannedUnit[]): boolean => of.some((unit) => unit.required);
  const none = units.every(({ name }) => stopped.has(name)) && required(units);
  if (none || setUp.some(({ units: of }) => required(of))) throw new Failure(found.map(({ problem }) => problem));
  for (const { problem } of found) reporter.problem(problem);
  return stopped;
}

/** The findings of a check; a check that fails blocks all its units. */
async function obstacles(units: readonly PlannedUnit[], check: () => Promise<Obstacle[]>): Promise<Obstacle[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Failure) return error.problems.map((problem) => ({ problem, units }));
    throw error;
  }
}

/** Platforms that the builder lacks. Trusts a builder that lists none: the build will show. */
function unbuildable(units: readonly PlannedUnit[], builder: BuilderFacts): Obstacle[] {
  const known = builder.platforms.map(normalizePlatform);
  if (known.length === 0) return [];
  const wanted = unitsBy(units, (unit) => unit.platforms);
  return [...wanted].flatMap(([platform, of]): Obstacle[] => {
    if (known.includes(normalizePlatform(platform))) return [];
    const message = `The builder "${builder.name}" cannot build for ${platform}, which ${few(of)} ${of.length === 1 ? "needs" : "need"}; ${platformsInWords(builder)}. ${platformRemedy(builder, platform)}`;
    return [{ problem: { code: "builder-platform", severity: "error", message }, units: of }];
  });
}

function platformsInWords({ platforms, nodes }: BuilderFacts): string {
  if (nodes.length < 2) return `it has ${platforms.join(", ")}`;
  return `its nodes have ${nodes.map((node) => `${node.platforms.join(", ")} (${node.name})`).join("; ")}`;
}

/** QEMU on this machine helps only a builder that runs here. */
function platformRemedy({ name, driver, nodes }: BuilderFacts, platform: string): string {
  if (nodes.length < 2 && !["remote", "kubernetes"].includes(driver)) {
    return `Add docker/setup-qemu-action@v4 before docker/setup-buildx-action, or use a builder that has ${platform}.`;
  }
  return `Add a node that has it (docker buildx create --append --name ${name} --driver ${driver} --platform ${platform} …), or install QEMU on the machine of a node.`;
}

async function untestable(units: readonly PlannedUnit[], containers: Containers): Promise<Obstacle[]> {
  const wanted = unitsBy(units, (unit) =>
    unit.platforms.filter((platform) => unit.tests.some((test) => test.platforms.includes(platform))),
  );
  if (wanted.size === 0) return [];
  const platforms = await containers.cannotRun([...wanted.keys()]);
  return platforms.map((platform) => {
    const of = wanted.get(platform) ?? [];
    const message = `This machine cannot run containers for ${platform}, which the tests of ${few(of)} need. Add docker/setup-qemu-action@v4 before this step, or leave ${platform} out of the tests' \`platforms\`.`;
    return { problem: { code: "platform-cannot-run", severity: "error", message }, units: of };
  });
}

async function absentSecrets(units: readonly PlannedUnit[], builder: Builder, workTree: string): Promise<Obstacle[]> {
  const secrets = new Map(units.flatMap((unit) => unit.build.secrets.map((secret) => [JSON.stringify(secret), secret] as const)));
  const missingSecrets = await builder.missingSecrets([...secrets.values()], workTree);
  return missingSecrets.map((secret) => {
    const key = JSON.stringify(secret);
    const of = units.filter((unit) => unit.build.secrets.some((own) => JSON.stringify(own) === key));
    const where =
      secret.env === undefined
        ? `its file ${secret.src} cannot be read. Write it in a step before this one.`
        : `the environment variable ${secret.env} is not set. Give it to the step: env: { ${secret.env}: "\${{ secrets.${secret.env} }}" }`;
    const message = `The secret "${secret.id}" of ${few(of)} is missing: ${where}`;
    return { problem: { code: "build-secret-missing", severity: "error", message }, units: of };
  });
}

/** Units by each requirement. */
function unitsBy(units: readonly PlannedUnit[], wants: (unit: PlannedUnit) => readonly string[]): Map<string, PlannedUnit[]> {
  const found = new Map<string, PlannedUnit[]>();
  for (const unit of units) for (const thing of wants(unit)) found.set(thing, [...(found.get(thing) ?? []), unit]);
  return found;
}

/** `a, b, c and 4 more`. */
function few(units: readonly PlannedUnit[]): string {
  const names = units.map(({ name }) => name);
  return firstOf(names, names.length <= 4 ? 4 : 3);
}
