import { headlineOf, streamLines, type Tags } from "./excerpts.ts";
import type { Screen } from "./screen.ts";
import type { Run } from "./stage.ts";
import { stream } from "./subject.ts";

/** A false claim of the demo. */
export class Disproved extends Error {}

/** Shows each run, its effect, and what the effect proves. */
export class Narrator {
  readonly screen: Screen;
  /** The number of true claims. */
  proved = 0;

  constructor(screen: Screen) {
    this.screen = screen;
  }

  /** How long a run took, where its log is, and its summary's headline. */
  ran({ seconds, log, summary }: Run): void {
    this.screen.show("run", `${seconds} s · ${log} · ${headlineOf(summary)}`);
  }

  /** What the registry holds of the stream, a line for each digest. */
  holds(tags: Tags): void {
    for (const line of streamLines(tags, stream)) this.screen.show("registry", line);
  }

  /** The digest alone that the stream shows, with its tags. */
  shows(tags: Tags): void {
    this.holds(Object.fromEntries(Object.entries(tags).filter(([, digest]) => digest === tags[stream])));
  }

  /** States a claim. @throws Disproved if it is false */
  prove(claim: string, ...facts: boolean[]): void {
    if (!facts.every((holds) => holds)) throw new Disproved(claim);
    this.proved++;
    this.screen.show("proved", claim);
  }
}
