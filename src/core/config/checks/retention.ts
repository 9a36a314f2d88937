import { normalizePath } from "../../lib/repository-path.ts";
import { parseDuration } from "../../lib/time/duration.ts";
import { defaultMaxAge } from "../../plan/decide/promotion.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { Model } from "../model.ts";
import type { Config, RetentionConfig } from "../schema/schema.ts";
import { thinsNothing, type WrittenRules } from "../units/retention.ts";

/** Reports keys of `retention` that contradict one another, or have no effect together. */
export function checkRetention({ config, images }: Model, problems: Problems): void {
  const { retention } = config;
  const streams = Object.entries(config.streams ?? {}).map(([name, stream]) => ({
    path: ["streams", name, "retention"],
    rules: stream?.retention,
  }));
  const own = images.map(({ path, config: image }) => ({ path: [...path, "retention"], rules: image.retention }));
  for (const { path, rules } of [{ path: ["retention"], rules: retention }, ...streams, ...own])
    if (rules) checkRules(rules, path, problems);
  if (retention) {
    if (!problems.hasErrorBelow("retention")) checkCommonKeys(retention, config, problems);
    return;
  }
  const isFalse = ({ rules }: { rules: unknown }): boolean => rules === false;
  const idleOnes = [...streams.filter(isFalse), ...(streams.some(({ rules }) => rules) ? [] : own.filter(isFalse))];
  for (const { path } of idleOnes) idleFalse(path, problems);
}

function idleFalse(path: Path, problems: Problems): void {
  idle("`retention: false` has no effect: without rules, everything stays anyway", path, problems);
}

/** Ages that grow from `all` over `weekly` to `monthly`, and rules that `protect` can be an exception to. */
function checkRules(rules: WrittenRules, path: Path, problems: Problems): void {
  if (problems.hasErrorBelow(...path)) return;
  const { all, weekly, monthly, protect } = rules;
  if (protect && thinsNothing(rules)) {
    idle(
      "`protect` has no effect: without `all`, `weekly`, `monthly` and `last`, everything stays",
      [...path, "protect"],
      problems,
    );
  }
  const ages = (
    [
      ["all", all],
      ["weekly", weekly],
      ["monthly", monthly],
    ] as const
  ).flatMap(([key, text]) => (text === undefined ? [] : [{ key, text, age: parseDuration(text) }]));
  for (const [index, { key, text, age }] of ages.entries()) {
    const longer = ages.slice(0, index).find((shorter) => shorter.age >= age);
    if (longer)
      idle(
        `\`${key}: ${text}\` keeps nothing more than \`${longer.key}: ${longer.text}\`: make it longer, or remove it`,
        [...path, key],
        problems,
      );
  }
}

function checkCommonKeys(
  { candidates, "keep-file": keepFile }: RetentionConfig,
  { promotion }: Pick<Config, "promotion">,
  problems: Problems,
): void {
  if (keepFile !== undefined && normalizePath(keepFile) === undefined) {
    const message = `"${keepFile}" is outside of the repository: give a path from the repository's root`;
    problems.add("config-path-outside", message, ["retention", "keep-file"]);
  }
  const maxAge = promotion === "never" ? undefined : (promotion?.["max-age"] ?? defaultMaxAge);
  if (candidates !== undefined && maxAge !== undefined && parseDuration(candidates) < parseDuration(maxAge)) {
    idle(
      `\`candidates: ${candidates}\` has no effect on candidates that a merge may still publish: these stay for ${maxAge} (\`promotion: { max-age: … }\`)`,
      ["retention", "candidates"],
      problems,
    );
  }
}

function idle(message: string, path: Path, problems: Problems): void {
  problems.add("config-idle", message, path, "key", "warning");
}
