import { setTimeout as sleep } from "node:timers/promises";
import { type Code, Failure } from "../../core/lib/problems/problem.ts";
import { count, firstOf } from "../../core/lib/text/words.ts";
import { type Hints, publishedNews } from "../../core/result/published-news.ts";
import type { Ports } from "../../ports/index.ts";

/** Milliseconds between two events: GitHub asks for a second between requests that write. */
const pause = 1000;
/** The most repositories that one warning names. */
const maxNamed = 5;

/** With these, GitHub would not answer for another repository either. */
const outages: readonly Code[] = ["github-unreachable", "github-rate-limit"];

/**
 * Tells the repositories in `notify` that streams moved; a failure is a warning, since their own
 * schedules find the images too. Never the repository itself, whose runs would start one another. On
 * the command line it tells nobody.
 */
export async function notifyRepositories(
  { notify, repository, run, moved }: Hints,
  { notifier, reporter }: Pick<Ports, "notifier" | "reporter">,
): Promise<void> {
  if (notify.length === 0 || run.id === "local") return;
  const images = publishedNews(moved);
  if (images.length === 0) return;
  const warn: Warn = (code, message) => reporter.problem({ code, severity: "warning", message });
  const others = notify.filter((to) => to.toLowerCase() !== repository.toLowerCase());
  if (others.length < notify.length)
    warn(
      "notify-failed",
      `\`notify\` names ${repository} itself. Tagstream does not notify it: each run would start the next one.`,
    );
  if (notifier) return notifyEach(others, (to) => notifier.notify(to, repository, images), warn);
  const message = `The configuration has \`notify\`, but ${count(notify.length, "repository", "repositories")} cannot be told: the step lacks TAGSTREAM_NOTIFY_TOKEN.`;
  warn("notify-token", message);
}

type Warn = (code: Code, message: string) => void;

/** One after the other. An outage of GitHub ends it: each further repository would cost minutes. */
async function notifyEach(repositories: readonly string[], notify: (to: string) => Promise<void>, warn: Warn): Promise<void> {
  for (const [index, to] of repositories.entries()) {
    if (index > 0) await sleep(pause);
    try {
      await notify(to);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const left = isOutage(error) ? repositories.slice(index + 1) : [];
      warn("notify-failed", [`Could not notify ${to}. ${error.message}`, ...untried(left)].join(" "));
      if (left.length > 0) return;
    }
  }
}

function isOutage({ problems }: Failure): boolean {
  return problems.some(({ code }) => outages.includes(code));
}

function untried(repositories: readonly string[]): string[] {
  return repositories.length === 0 ? [] : [`Nor did it try ${firstOf(repositories, maxNamed)}.`];
}
