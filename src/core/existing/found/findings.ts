import { compareTexts } from "../../lib/text/compare-texts.ts";
import type { BakeQuestion } from "../bake-question.ts";
import { Unknowns } from "../expressions/unknowns.ts";
import type { ExistingLogin, FileValue, NotUnderstood, Occasion, Place, Recipe, WrittenReference } from "../model.ts";
import type { ExistingSource } from "../source-files.ts";
import type { TaggedRepository } from "./reference.ts";

/** A build as the evaluation finds it, on one occasion after the other. */
export interface FoundBuild {
  /** The file and the job, by all that called it. */
  job: string;
  jobName: string;
  matrix: ReadonlyMap<string, string>;
  /** The target of a bake file. */
  bakeTarget?: string;
  recipe: Recipe;
  /**
   * What is pushed, whose run gave the recipe: `push to main`, `git tag`. A schedule and a start by hand build the default
   * branch. Absent while only pull requests build it.
   */
  channel?: string;
  place: Place;
  references: WrittenReference[];
  /** Whether a run pushes it, under whatever name. */
  isPushed: boolean;
  /** Where it is pushed without a tag: another job gives the tags. */
  digestRepositories: readonly string[];
  /** Where jobs build it, and for which platform if it is one alone. */
  runners: { platform?: string; labels: string | readonly string[] }[];
}

interface UnreadPublication {
  job: string;
  place: Place;
  why: string;
}

const maxText = 200;

/** All that the evaluation finds, each once. */
export class Findings {
  readonly unknowns = new Unknowns();
  readonly builds = new Map<string, FoundBuild>();
  readonly #source: ExistingSource;
  readonly #lines = new Map<string, readonly string[]>();
  readonly #faults = new Map<string, NotUnderstood>();
  readonly #publishing = new Set<string>();
  readonly #unread = new Map<string, UnreadPublication>();
  readonly #logins = new Map<string, ExistingLogin>();
  readonly #questions = new Map<string, BakeQuestion>();
  readonly #values = new Map<string, FileValue>();
  readonly #crons = new Set<string>();
  readonly #workflows = new Map<string, { publishes: boolean; by: Set<string> }>();

  constructor(source: ExistingSource) {
    this.#source = source;
  }

  get notUnderstood(): NotUnderstood[] {
    const faults = [...this.#faults.values()];
    const isOpen = ({ job, place }: UnreadPublication): boolean =>
      !this.#publishing.has(job) && !faults.some((fault) => fault.place.file === place.file && fault.place.line === place.line);
    const unread = [...this.#unread.values()].filter(isOpen).map(({ place, why }) => ({ place, text: this.#textAt(place), why }));
    const all = [...faults, ...unread];
    return all.sort((a, b) => compareTexts(a.place.file, b.place.file) || a.place.line - b.place.line);
  }

  get logins(): ExistingLogin[] {
    return [...this.#logins.values()];
  }

  get questions(): BakeQuestion[] {
    return [...this.#questions.values()];
  }

  get values(): FileValue[] {
    return [...this.#values.values()];
  }

  get crons(): string[] {
    return [...this.#crons];
  }

  get workflows(): { file: string; publishes: boolean; by: string[] }[] {
    const all = [...this.#workflows].map(([file, { publishes, by }]) => ({ file, publishes, by: [...by].sort(compareTexts) }));
    return all.sort((a, b) => compareTexts(a.file, b.file));
  }

  /** Adds what is not understood, with the text of its line. */
  addFault(place: Place, why: string, text = this.#textAt(place)): void {
    const clear = this.unknowns.shown(why);
    this.#faults.set(JSON.stringify([place.file, place.line, clear]), { place, text, why: clear });
  }

  /** Notes that a job publishes what was read, so that its other occasions need no word. */
  addPublishingJob(job: string): void {
    this.#publishing.add(job);
  }

  /** Adds what a job may publish out of sight, unless it publishes on another occasion, or its line has a fault. */
  addUnread(job: string, place: Place, why: string): void {
    this.#unread.set(JSON.stringify([job, place, why]), { job, place, why });
  }

  addLogin(login: ExistingLogin): void {
    this.#logins.set(JSON.stringify([login.place, login.registry]), login);
  }

  addQuestion(question: BakeQuestion): void {
    this.#questions.set(JSON.stringify(question), question);
  }

  /** Notes that a text which is published stands in a file. The first place that reads it counts. */
  addValue(value: FileValue): void {
    const key = JSON.stringify([value.file, value.match, value.text]);
    if (!this.#values.has(key)) this.#values.set(key, value);
  }

  addCron(cron: string): void {
    this.#crons.add(cron);
  }

  /** Notes that a workflow builds images, with an action or a program. */
  addWorkflow(file: string, by: string, publishes: boolean): void {
    const known = this.#workflows.get(file) ?? { publishes: false, by: new Set<string>() };
    known.by.add(by);
    known.publishes ||= publishes;
    this.#workflows.set(file, known);
  }

  /**
   * Notes a build; on a further occasion, it is the one that is known. That of a push has the better recipe.
   * With other arguments for git tags or another branch, such as the version, it is a build of its own.
   */
  addBuild(key: string, build: FoundBuild): FoundBuild {
    const known = this.builds.get(key);
    if (known === undefined) {
      this.builds.set(key, build);
      return build;
    }
    if (!build.isPushed) return known;
    if (known.channel === undefined || !known.isPushed) {
      if (!known.isPushed || build.channel !== undefined) known.recipe = build.recipe;
      if (build.channel !== undefined) known.channel = build.channel;
      known.isPushed = true;
    } else if (hasOwnArguments(build, known)) return this.addBuild(`${key} ${build.channel}`, build);
    return known;
  }

  /**
   * Makes one build of several that an index unites: one for each platform. Those with another source
   * stay as they are.
   */
  joinBuilds(builds: readonly FoundBuild[]): void {
    const [first, ...others] = builds;
    if (first === undefined) return;
    for (const [key, build] of this.builds) {
      if (!others.includes(build) || sourceKey(build) !== sourceKey(first)) continue;
      this.builds.set(key, first);
      const platforms = [...new Set([...first.recipe.platforms, ...build.recipe.platforms])];
      first.recipe = { ...first.recipe, platforms };
      first.matrix = new Map([...first.matrix].filter(([name, text]) => build.matrix.get(name) === text));
      first.runners.push(...build.runners);
      for (const reference of build.references) this.addReference(first, reference, reference.occasion, reference.place);
    }
  }

  addReference(build: FoundBuild, { repository, tag }: TaggedRepository, occasion: Occasion, place: Place): void {
    const same = (other: WrittenReference): boolean =>
      other.repository === repository && other.tag === tag && JSON.stringify(other.occasion) === JSON.stringify(occasion);
    if (!build.references.some(same)) build.references.push({ repository, tag, occasion, place });
  }

  #textAt({ file, line }: Place): string {
    const lines = this.#lines.get(file) ?? (this.#source.textOf(file) ?? "").split("\n");
    this.#lines.set(file, lines);
    const text = (lines[line - 1] ?? "").trim();
    return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
  }
}

/** Whether two builds of one step are of different sources, and differ in arguments. */
function hasOwnArguments(build: FoundBuild, known: FoundBuild): boolean {
  if (build.channel === undefined || build.channel === known.channel || build.digestRepositories.length > 0) return false;
  return JSON.stringify(build.recipe.args) !== JSON.stringify(known.recipe.args);
}

/** What two builds of one image have in common. */
export function sourceKey({ recipe: { context, dockerfile, target } }: FoundBuild): string {
  return JSON.stringify([context, dockerfile, target]);
}
