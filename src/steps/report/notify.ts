import { setTimeout as sleep } from "node:timers/promises";
import { capabilities } from "../../core/events/capabilities.ts";
import { type Code, Failure } from "../../core/lib/problems/problem.ts";
import { count, firstOf } from "../../core/lib/text/words.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { publishedNews } from "../../core/result/published-news.ts";
import type { UnitResult } from "../../core/result/result.ts";
import type { Ports } from "../../ports/index.ts";

/** Milliseconds between two events: GitHub asks for a second between requests that write. */
const pause = 1000;
/** The most repositories that one warning names. */
const maxNamed = 5;

/** With these, GitHub would not answer for another repository either. */
const ofAll: readonly Code[] = ["github-unreachable", "github-rate-limit"];

/**
 * Tells the repositories in `notify` that streams moved. One after the other; a failure is a warning,
 * since their own schedules find the images too. An outage of GitHub ends it: each further one would
 * cost minutes. On the command line it tells nobody.
 */
export async function notifyRepositories(
  { freshness, intent, repository, run }: Plan,
  results: readonly UnitResult[],
  { notifier, reporter }: Pick<Ports, "notifier" | "reporter">,
): Promise<void> {
  const { notify = [] } = freshness ?? {};
  if (notify.length === 0 || run.id === "local" || !capabilities[intent].publish) return;
  const images = publishedNews(results);
  if (images.length === 0) return;
  const warn = (code: Code, message: string) => reporter.problem({ code, severity: "warning", message });
  const others = notify.filter((to) => to.toLowerCase() !== repository.toLowerCase());
  if (others.length < notify.length)
    warn("notify-failed", `\`notify\` names ${repository} itself. Tagstream does not notify it: each run would start the next one.`);
  if (others.length === 0) return;
  if (!notifier) {
    const message = `The configuration has \`notify\`, but ${count(others.length, "repository", "repositories")} cannot be told: the step lacks TAGSTREAM_NOTIFY_TOKEN.`;
    warn("notify-token", message);
    return;
  }
  for (const [index, to] of others.entries()) {
    if (index > 0) await sleep(pause);
    const fault = await faultOf(() => notifier.notify(to, repository, images));
    if (!fault) continue;
    const left = fault.problems.some(({ code }) => ofAll.includes(code)) ? others.slice(index + 1) : [];
    const rest = left.length === 0 ? "" : ` Nor did it try ${firstOf(left, maxNamed)}.`;
    warn("notify-failed", `Could not notify ${to}. ${fault.message}${rest}`);
    if (left.length > 0) return;
  }
}

/** The Failure that some work ends in. */
async function faultOf(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return undefined;
}
