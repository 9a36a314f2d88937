import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../core/lib/problems/problem.ts";
import { count } from "../../core/lib/text/words.ts";
import { type Hints, publishedNews } from "../../core/result/published-news.ts";
import type { Ports } from "../../ports/index.ts";

/** Milliseconds between two events: GitHub asks for a second between requests that write. */
const pause = 1000;

/**
 * Tells the repositories in `notify` that streams moved. One after the other; a failure is a warning,
 * since their own schedules find the images too. On the command line it tells nobody.
 */
export async function notifyRepositories(
  { notify, repository, run, moved }: Hints,
  { notifier, reporter }: Pick<Ports, "notifier" | "reporter">,
): Promise<void> {
  if (notify.length === 0 || run.id === "local") return;
  const images = publishedNews(moved);
  if (images.length === 0) return;
  if (!notifier) {
    const message = `The configuration has \`notify\`, but ${count(notify.length, "repository", "repositories")} cannot be told: the step lacks TAGSTREAM_NOTIFY_TOKEN.`;
    reporter.problem({ code: "notify-token", severity: "warning", message });
    return;
  }
  for (const [index, to] of notify.entries()) {
    if (index > 0) await sleep(pause);
    try {
      await notifier.notify(to, repository, images);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reporter.problem({ code: "notify-failed", severity: "warning", message: `Could not notify ${to}. ${error.message}` });
    }
  }
}
