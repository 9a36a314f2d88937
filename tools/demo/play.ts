import path from "node:path";
import { Disproved, Narrator } from "./narrator.ts";
import type { Screen } from "./screen.ts";
import type { Stage } from "./stage.ts";
import { tell } from "./story.ts";

/** Where the demo leaves its files. */
export interface Scene {
  /** Logs, summaries and the repository. */
  folder: string;
}

/** The status page that the story ends with. */
export function pageOf(folder: string): string {
  return path.join(folder, "page", "index.html");
}

/**
 * Plays the story on a stage. Returns the exit status: 1 after a false claim, which `complain`
 * gets.
 */
export async function play(stage: Stage, screen: Screen, scene: Scene, complain: (text: string) => void): Promise<number> {
  const narrator = new Narrator(screen);
  screen.line("The action's bundle runs examples/osg on a real builder and registry. A test server plays GitHub.");
  screen.line(`Logs and summaries: ${scene.folder}. Each proof asks the registry, not Tagstream.`);
  const started = performance.now();
  try {
    await tell(stage, narrator);
  } catch (error) {
    screen.clear();
    if (!(error instanceof Disproved)) throw error;
    complain(`Not so: ${error.message}\nLogs and summaries: ${scene.folder}`);
    return 1;
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  screen.line();
  screen.line(`All ${narrator.proved} claims held, in ${Math.floor(seconds / 60)} min ${seconds % 60} s. To look further:`);
  screen.line(`  cat ${scene.folder}/comment.md   # or hold.md, or a summary; the repository is images/`);
  screen.line(`  ${pageOf(scene.folder)}   # in a browser: all streams`);
  screen.line("  README.md says how to set it up. script/engine down stops what was started.");
  return 0;
}
