import type { FoundBuild } from "../found/findings.ts";
import { noteSurroundings } from "../jobs/around-builds.ts";
import { matrixTexts } from "../jobs/matrix.ts";
import type { Run } from "../jobs/run.ts";
import type { Recipe } from "../model.ts";
import { type AskedReference, referenceKey } from "./references.ts";
import { platformOfRunner } from "./runner-platform.ts";
import type { Step } from "./step.ts";

/** A build of a step, and what becomes of it. */
export interface SteppedBuild {
  recipe: Recipe;
  references: readonly AskedReference[];
  isPushed: boolean;
  /** Where it is pushed without a tag. */
  digestRepositories?: readonly string[];
  bakeTarget?: string;
  /** Which one it is, if one line has several: a loop, or services of a Compose file. */
  ordinal?: number;
  /** The line of the build; that of the step without it. */
  line?: number;
  /** `build-push-action`, `docker build`. */
  by: string;
}

/** Values of a matrix that choose the platform, not the image. */
const platformWords = /(?:^|[^a-z0-9])(?:amd64|arm64|arm|armv?[67]|x86_64|x64|aarch64|386|ppc64le|s390x|riscv64)(?:[^a-z0-9]|$)/i;

/** Notes a build of a step, with the references that the run pushes. */
export function noteBuild(step: Step, stepped: SteppedBuild): FoundBuild {
  const { job, file } = step.frame;
  const { run, callers } = job.workflow;
  const digestRepositories = stepped.digestRepositories ?? [];
  const isDigest = digestRepositories.length > 0;
  const texts = matrixTexts(new Map([...job.workflow.matrix, ...job.matrix]));
  const matrix = isDigest ? withoutPlatforms(texts, job.runsOn) : texts;
  const place = step.placeOf(stepped.line ?? step.place.line);
  const jobName = [...callers, job.id].join(" / ");
  const jobKey = JSON.stringify([run.rootFile, job.workflow.file, jobName]);
  const { bakeTarget, ordinal = 0 } = stepped;
  const key = JSON.stringify([jobKey, file, place.line, ordinal, [...matrix], bakeTarget, isDigest, ...digestRepositories]);
  const platforms = isDigest ? platformsOf(stepped.recipe, job.runsOn) : stepped.recipe.platforms;
  const build = run.findings.addBuild(key, {
    job: jobKey,
    jobName,
    matrix,
    ...(bakeTarget === undefined ? {} : { bakeTarget }),
    recipe: { ...stepped.recipe, platforms },
    ...(stepped.isPushed ? channelOf(run) : {}),
    place,
    references: [],
    isPushed: stepped.isPushed,
    digestRepositories,
    runners: [],
  });
  addRunner(build, platforms, job.runsOn);
  if (isDigest) addPlatforms(build, platforms);
  if (stepped.isPushed) noteSurroundings(job);
  run.builds = true;
  run.publishes ||= stepped.isPushed;
  for (const workflow of new Set([run.rootFile, job.workflow.file]))
    run.findings.addWorkflow(workflow, stepped.by, stepped.isPushed);
  if (isDigest && !job.digests.includes(build)) job.digests.push(build);
  for (const reference of stepped.references) {
    job.images.set(referenceKey(reference), build);
    if (stepped.isPushed && !isDigest) run.findings.addReference(build, reference, run.trigger.occasion, reference.place);
  }
  return build;
}

/** The source of what a run publishes. A pull request has none: candidates replace its references. */
function channelOf({ trigger: { occasion }, source: { sample } }: Run): { channel?: string } {
  if (occasion.on === "pull request") return {};
  if (occasion.on === "git tag") return { channel: "git tag" };
  return { channel: `push to ${occasion.on === "branch" ? occasion.branch : sample.defaultBranch}` };
}

/** Those of the recipe, else that of the runner: another runner builds the next one for the index. */
function platformsOf({ platforms }: Recipe, labels: string | readonly string[] | undefined): readonly string[] {
  return platforms.length > 0 ? platforms : [platformOfRunner(labels) ?? []].flat();
}

function addPlatforms(build: FoundBuild, platforms: readonly string[]): void {
  const united = [...new Set([...build.recipe.platforms, ...platforms])];
  if (united.length > build.recipe.platforms.length) build.recipe = { ...build.recipe, platforms: united };
}

function addRunner({ runners }: FoundBuild, platforms: readonly string[], labels: string | readonly string[] | undefined): void {
  if (labels === undefined) return;
  const [platform] = platforms.length === 1 ? platforms : [];
  const runner = { ...(platform === undefined ? {} : { platform }), labels };
  if (!runners.some((known) => JSON.stringify(known) === JSON.stringify(runner))) runners.push(runner);
}

function withoutPlatforms(
  texts: ReadonlyMap<string, string>,
  runsOn: string | readonly string[] | undefined,
): Map<string, string> {
  return new Map([...texts].filter(([, text]) => !platformWords.test(text) && text !== runsOn));
}
