import type { Intent, PlannedUnit } from "../../core/plan.ts";
import { normalizePlatform } from "../../core/platform.ts";
import { Failure, type Problem } from "../../core/problem.ts";
import { allowed } from "../../core/trust.ts";
import type { Builder, BuilderFacts, Containers, Registry, Reporter } from "../../ports.ts";
import { missingPushRights } from "../push-rights.ts";

/**
 * Finds what would fail late before anything is built: the builder and what it can build, the machine and what it can run, the
 * right to push, the secrets. Everything at once; throws one Failure with all problems.
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
): Promise<void> {
  const toBuild = units.filter((unit) => unit.decision === "build");
  const checks: (() => Promise<Problem[]>)[] = [];
  if (toBuild.length > 0) {
    checks.push(async () => unbuildable(toBuild, await builder.check()));
  }
  if (toBuild.length > 0 && allowed[intent].secrets) checks.push(() => absentSecrets(toBuild, builder, workTree));
  if (allowed[intent].push) {
    const everywhere = publishes && (allowed[intent].publish || allowed[intent].versions);
    checks.push(() => missingPushRights(toBuild, everywhere, { registry, reporter }));
  }
  const tested = units.filter((unit) => unit.tests.length > 0);
  if (tested.length > 0) checks.push(() => untestable(tested, containers));
  const problems = (await Promise.all(checks.map(problemsOf))).flat();
  if (problems.length > 0) throw new Failure(problems);
}

async function problemsOf(check: () => Promise<Problem[]>): Promise<readonly Problem[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Failure) return error.problems;
    throw error;
  }
}

/** Platforms that the builder does not have. One that does not say what it has is taken at its word: the build will tell. */
function unbuildable(units: readonly PlannedUnit[], { name, platforms }: BuilderFacts): Problem[] {
  const known = platforms.map(normalizePlatform);
  if (known.length === 0) return [];
  const wanted = namesBy(units, (unit) => unit.platforms);
  return [...wanted].flatMap(([platform, names]): Problem[] =>
    known.includes(normalizePlatform(platform))
      ? []
      : [
          {
            code: "builder-platform",
            severity: "error",
            message: `The builder "${name}" cannot build for ${platform}, which ${few(names)} ${names.length === 1 ? "needs" : "need"}; it has ${platforms.join(", ")}. Add docker/setup-qemu-action@v4 before docker/setup-buildx-action, or use a builder that has ${platform}.`,
          },
        ],
  );
}

async function untestable(units: readonly PlannedUnit[], containers: Containers): Promise<Problem[]> {
  const wanted = namesBy(units, (unit) =>
    unit.platforms.filter((platform) => unit.tests.some((test) => test.platforms.includes(platform))),
  );
  if (wanted.size === 0) return [];
  const problems = await containers.cannotRun([...wanted.keys()]);
  return problems.map((platform) => ({
    code: "platform-cannot-run",
    severity: "error",
    message: `Containers for ${platform} cannot run on this machine, so that the tests of ${few(wanted.get(platform) ?? [])} could not. Add docker/setup-qemu-action@v4 before this step, or leave ${platform} out of the tests' \`platforms\`.`,
  }));
}

async function absentSecrets(units: readonly PlannedUnit[], builder: Builder, workTree: string): Promise<Problem[]> {
  const secrets = new Map(units.flatMap((unit) => unit.build.secrets.map((secret) => [JSON.stringify(secret), secret] as const)));
  const missing = await builder.missingSecrets([...secrets.values()], workTree);
  return missing.map((secret) => {
    const key = JSON.stringify(secret);
    const names = units.filter((unit) => unit.build.secrets.some((own) => JSON.stringify(own) === key)).map((unit) => unit.name);
    const where =
      secret.env === undefined
        ? `its file ${secret.src} cannot be read. Write it in a step before this one.`
        : `the environment variable ${secret.env} is not set. Give it to the step: env: { ${secret.env}: "\${{ secrets.${secret.env} }}" }`;
    return {
      code: "build-secret-missing",
      severity: "error",
      message: `The secret "${secret.id}" of ${few(names)} is not there: ${where}`,
    };
  });
}

/** The names of units by each thing that they want. */
function namesBy(units: readonly PlannedUnit[], wants: (unit: PlannedUnit) => readonly string[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const unit of units) for (const thing of wants(unit)) names.set(thing, [...(names.get(thing) ?? []), unit.name]);
  return names;
}

/** `a, b, c and 4 more`. */
function few(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
