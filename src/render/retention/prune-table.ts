import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import type { PruneReport } from "../../core/retention/pruned.ts";
import { textTable } from "../tables/text-table.ts";
import { pruneView, type UnitView } from "./prune-view.ts";

/** A clean-up as lines of text: each unit, with a reason for each publication that stays. */
export function pruneTable(report: PruneReport, style: Style = plainStyle): string[] {
  const { headline, units, others } = pruneView(report);
  return [
    style.bold(oneLine(headline)),
    ...units.flatMap((unit) => ["", ...unitLines(unit, style)]),
    ...(others.length > 0 ? ["", ...others.map(oneLine)] : []),
  ];
}

function unitLines({ unit, headline, isChanged, kept, faults }: UnitView, style: Style): string[] {
  const title = oneLine(`${unit} · ${headline}`);
  return [
    isChanged ? style.bold(title) : title,
    ...textTable(
      kept.map(({ publications, why }, index) => [index === 0 ? "keeps" : "", publications, { text: why, paint: style.dim }]),
    ),
    ...faults.map((fault) => style.yellow(`  ${oneLine(fault)}`)),
  ];
}
