import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildJob } from "../../src/commands/build.ts";
import { plan as planCommand } from "../../src/commands/plan.ts";
import { publishPlan } from "../../src/commands/publish.ts";
import type { JobRecord, UnitRecord } from "../../src/core/build/record.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import type { Job } from "../../src/core/plan/jobs/job.ts";
import { levelOf } from "../../src/core/plan/jobs/jobs.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { Request } from "../../src/ports/request.ts";
import { makeFolder } from "./git.ts";
import { defaultRequest, type MemoryRun, type Shown } from "./memory-run.ts";

/** How one job ended. */
export interface JobEnd {
  /** `threw` for a job that ended with an error before its work began. */
  status: number | "threw";
  shown: Shown;
  /** Everything that it reported: problems, and the lines of all groups. */
  words: string;
}

let runs = 0;

/**
 * A run that is spread over jobs: `plan`, then `build` for each job, then `publish`, each with a session of its own.
 * A job with a platform runs where nothing else can be built or run. All jobs share one folder of records.
 */
export class MemoryJobs {
  readonly plan: Plan;
  /** What the plan's job showed. */
  readonly shown: Shown;
  readonly #made: MemoryRun;
  readonly #event: string;
  readonly #run: string;
  readonly #request: Request;

  private constructor(made: MemoryRun, event: string, run: string, plan: Plan, shown: Shown) {
    [this.#made, this.#event, this.#run, this.plan, this.shown] = [made, event, run, plan, shown];
    this.#request = { ...defaultRequest, plan: shown.outputs["plan"] ?? "", records: path.join(makeFolder(), "records") };
  }

  /** @param run the id of a run that began before: all its jobs are run again */
  static async plan(made: MemoryRun, event: string, only: string[] = [], run = `9${++runs}`): Promise<MemoryJobs> {
    made.now = new Date(made.now.getTime() + 10 * 60_000);
    const { session, shown } = await made.session(event, undefined, run);
    await planCommand({ ...defaultRequest, command: "plan", only }, session);
    return new MemoryJobs(made, event, run, await made.plan(shown), shown);
  }

  /** A run to its end, whatever its jobs come to. */
  static async run(made: MemoryRun, event: string, only: string[] = []): Promise<JobEnd & { jobs: MemoryJobs; built: JobEnd[] }> {
    const jobs = await MemoryJobs.plan(made, event, only);
    const built = await jobs.buildAll();
    return { ...(await jobs.publish()), jobs, built };
  }

  /** All jobs, level by level; without those that a test leaves out. */
  async buildAll(isLeftOut: (job: Job) => boolean = () => false): Promise<JobEnd[]> {
    const jobs = this.plan.jobs.toSorted((one, other) => levelOf(one) - levelOf(other));
    const ends: JobEnd[] = [];
    for (const { id } of jobs.filter((job) => !isLeftOut(job))) ends.push(await this.build(id));
    return ends;
  }

  build(id: string): Promise<JobEnd> {
    const platform = this.plan.jobs.find((job) => job.id === id)?.platform;
    return this.#start(platform, (session) => buildJob({ ...this.#request, command: "build", job: id }, session));
  }

  publish(): Promise<JobEnd> {
    return this.#start(undefined, (session) => publishPlan({ ...this.#request, command: "publish" }, session));
  }

  async #start(
    platform: string | undefined,
    work: (session: Parameters<typeof buildJob>[1]) => Promise<number>,
  ): Promise<JobEnd> {
    this.#made.platforms = platform === undefined ? undefined : [platform];
    const { session, shown } = await this.#made.session(this.#event, undefined, this.#run);
    this.#made.platforms = undefined;
    const status = await work(session).catch((error: unknown): "threw" => {
      if (!(error instanceof Failure)) throw error;
      for (const problem of error.problems) shown.problem(problem);
      return "threw";
    });
    const words = [...shown.problems.map(({ code, message }) => `${code}: ${message}`), ...[...shown.groups.values()].flat()];
    return { status, shown, words: words.join("\n") };
  }

  #file(id: string): string {
    return path.join(this.#request.records ?? "", `record-${id}.json`);
  }

  record(id: string): JobRecord {
    return JSON.parse(readFileSync(this.#file(id), "utf8")) as JobRecord;
  }

  /** What a job recorded of a unit. */
  recordOf(id: string, unit: string): UnitRecord {
    const record = this.record(id).units.find((one) => one.unit === unit);
    if (!record) throw new TypeError(`${id} has no record of ${unit}`);
    return record;
  }

  /** Somebody alters a job's record. */
  edit(id: string, change: (record: JobRecord) => void): void {
    const record = this.record(id);
    change(record);
    writeFileSync(this.#file(id), JSON.stringify(record));
  }

  /** Somebody alters what a job recorded of its units. */
  editUnits(id: string, change: (record: UnitRecord) => void): void {
    this.edit(id, ({ units }) => {
      for (const unit of units) change(unit);
    });
  }

  /** The records as they are now; called, they are restored. */
  snapshot(): () => void {
    const records = this.plan.jobs.map(({ id }) => [this.#file(id), readFileSync(this.#file(id))] as const);
    return () => {
      for (const [file, text] of records) writeFileSync(file, text);
    };
  }

  /** The job was cancelled, or its record is lost. */
  lose(id: string): void {
    rmSync(this.#file(id));
  }
}
