import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pack } from "../../src/core/status/packed.ts";
import type { Status } from "../../src/core/status/status.ts";
import type { Tags } from "../../tools/demo/excerpts.ts";
import type { InUse, Run, Stage } from "../../tools/demo/stage.ts";
import { candidate, image, moving, stream, unit } from "../../tools/demo/subject.ts";
import { sampleStatus } from "../../tools/page/sample.ts";

/** The moments of the story after which a test may interfere. */
export type Moment = "weekly 1" | "propose" | "merge" | "dry run" | "rollback" | "weekly 2";

/** The demo's stage in memory: all goes as it should, unless a test interferes. */
export class DemoStage implements Stage {
  /** The tags of each image. */
  readonly images: Record<string, Record<string, string>> = { "software-base": {}, [image]: {}, xcache: {} };
  issues: string[] = [];
  calls = 0;
  /** How the site's service does under a digest. */
  site: (digest: string) => boolean;
  /** What docker pulls in place of the candidate. */
  pulled: string | undefined;
  /** Timestamps that the history leaves out. */
  unlisted: string[] = [];
  /** Timestamps that the page leaves out. */
  missing: string[] = [];
  /** More HTML of the page. */
  more = "";
  readonly #interfere: Partial<Record<Moment, (stage: DemoStage) => void>>;
  #weeks = 0;

  constructor(interfere: Partial<Record<Moment, (stage: DemoStage) => void>> = {}) {
    this.#interfere = interfere;
    this.site = (digest) => digest !== digestOf("candidate");
  }

  /** The tags of the image that the story follows. */
  get own(): Record<string, string> {
    return this.images[image] ?? {};
  }

  async weekly(): Promise<Run> {
    const week = ++this.#weeks;
    for (const name of Object.keys(this.images)) {
      this.#build(name, stream, `2026112${week}-0617`, this.issues.length > 0 && name === image ? [] : moving);
      this.#build(name, "25-deb12-testing", `2026112${week}-0617`, ["25-deb12-testing"]);
    }
    return this.#ran(week === 1 ? "weekly 1" : "weekly 2", "All images published");
  }

  async propose(): Promise<Run> {
    this.own[candidate] = digestOf("candidate");
    return this.#ran("propose", "All images built and tested");
  }

  async merge(): Promise<Run> {
    this.#show(digestOf("candidate"), "20261121-0900");
    return this.#ran("merge", "All images published");
  }

  async rollback(dryRun: boolean): Promise<Run> {
    const text = "```text\ntagstream rollback\n\n  unit\n  the unit\n\n  a timestamp\n  a hold\n  reason: it broke\n```";
    if (dryRun) return this.#ran("dry run", `Rollback planned\n\n${text}`);
    this.#show(this.own[`${stream}-20261121-0617`] ?? "", "20261121-1000");
    this.issues.push(`#8 Hold: ${unit}`);
    return this.#ran("rollback", "1 image rolled back");
  }

  builds(): number {
    return this.calls;
  }

  comment(): string {
    return `**Candidate images** · tests passed\n\ndocker pull registry.example/${image}:${candidate}\n`;
  }

  holds(): string[] {
    return this.issues;
  }

  async tags(name: string): Promise<Tags> {
    return { ...this.images[name] };
  }

  async pull(): Promise<string> {
    return `Digest: ${this.pulled ?? this.own[candidate]}`;
  }

  async startAtSite(tag: string): Promise<InUse> {
    const answers = this.site(this.own[tag] ?? "");
    return { answers, lastLine: answers ? "ready" : "syntax error" };
  }

  async history(): Promise<string> {
    const stamps = Object.keys(this.own).flatMap((tag) => /^25-deb12-release-(.+)/.exec(tag)?.[1] ?? []);
    return [unit, "published", ...stamps.filter((stamp) => !this.unlisted.includes(stamp)), "held"].join("\n  ");
  }

  async page(): Promise<string> {
    const stamps = Object.keys(this.own).flatMap((tag) => /^25-deb12-release-(.+)/.exec(tag)?.[1] ?? []);
    const shown = stamps.filter((stamp) => !this.missing.includes(stamp));
    const policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">';
    const data = gzipSync(JSON.stringify(pack(statusWith(unit, shown)))).toString("base64");
    return `${policy}${this.more}<script type="application/octet-stream;base64" id="status">${data}</script>`;
  }

  #build(name: string, of: string, stamp: string, more: readonly string[]): void {
    const digest = digestOf(`${stamp} ${name} ${of}`);
    Object.assign(this.images[name] ?? {}, Object.fromEntries([...more, `${of}-${stamp}`].map((tag) => [tag, digest])));
  }

  #show(digest: string, stamp: string): void {
    for (const tag of [...moving, `${stream}-${stamp}`]) this.own[tag] = digest;
  }

  #ran(moment: Moment, headline: string): Run {
    this.#interfere[moment]?.(this);
    return { seconds: 1, log: `${moment}.log`, summary: `### ${headline}\n` };
  }
}

/** A status of one unit with these publications. */
function statusWith(unit: string, timestamps: readonly string[]): Status {
  const [first] = sampleStatus({ units: 1, weeks: 1, seed: 1 }).units;
  const [publication] = first?.publications ?? [];
  if (!first || !publication) throw new TypeError("a sample has no unit or no publication");
  const publications = timestamps.map((timestamp) => ({ ...publication, timestamp }));
  return { version: 1, generated: "2026-11-27T10:00:00Z", limit: 1, units: [{ ...first, unit, publications }], notes: [] };
}

/** A digest that stands for a text. */
export function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
