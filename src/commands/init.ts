import type { InitPlan } from "../core/init/init-plan.ts";
import { failure } from "../core/lib/problems/problem.ts";
import { joined } from "../core/lib/text/words.ts";
import type { Request } from "../ports/request.ts";
import type { Session, Terminal } from "../ports/session.ts";
import { initJson } from "../render/init/init-json.ts";
import { initLines, nextLines } from "../render/init/init-lines.ts";
import { lookAtCheckout } from "../steps/init/checkout.ts";
import { confirm } from "../steps/init/confirm.ts";
import { fileDiff } from "../steps/init/file-diff.ts";
import { type InitParts, initParts } from "../steps/init/parts.ts";
import { planInit } from "../steps/init/plan-init.ts";
import { reportCheck } from "../steps/init/report-check.ts";
import { showResult } from "../steps/report/show.ts";

/**
 * The command `init`: proposes a configuration and a workflow that publish what today's workflows publish,
 * and writes both or none. It changes no other file. With `--check` it only compares.
 * @param parts what decides; tests plant their own
 */
export async function init(request: Request, session: Session, parts: InitParts = initParts): Promise<number> {
  const { terminal } = session;
  if (!terminal) throw new TypeError("`init` runs on the command line alone");
  checkOptions(request, terminal);
  const checkout = await lookAtCheckout(session, terminal.check === true);
  if (terminal.check) return reportCheck(checkout, request.config, session, parts);
  const { config } = request;
  const plan = await planInit(
    checkout,
    { config, ...(terminal.uses === undefined ? {} : { uses: terminal.uses }) },
    session,
    parts,
  );
  const run: InitRun = { plan, request, session, terminal };
  if (request.dryRun) return showDryRun(run);
  if (terminal.json) return writeForMachines(run);
  showResult(session, (style) => initLines(plan, style));
  if (plan.files.length === 0) return 0;
  const status = await permission(run);
  if (status !== undefined) return status;
  await write(run);
  showResult(session, () => nextLines(plan));
  return 0;
}

interface InitRun {
  plan: InitPlan;
  request: Request;
  session: Session;
  terminal: Terminal;
}

/** @throws Failure `input-invalid` */
function checkOptions({ dryRun }: Request, { check, yes, overwrite, uses }: Terminal): void {
  const others = [yes && "--yes", overwrite && "--overwrite", uses !== undefined && "--uses", dryRun && "--dry-run"];
  const named = others.flatMap((option) => (option ? [`\`${option}\``] : []));
  if (check && named.length > 0) throw failure("input-invalid", `\`--check\` writes nothing: leave out ${joined(named)}.`);
  if (yes && dryRun)
    throw failure("input-invalid", "Use either `--yes` or `--dry-run`: one writes the files, the other shows them.");
  if (uses === undefined || /^[\w.-]+(\/[\w.-]+)+@[\w./-]+$/.test(uses)) return;
  throw failure("input-invalid", `uses: "${uses}" names no action. Write OWNER/tagstream@v1, or a commit after the \`@\`.`);
}

/** On standard output: JSON, or a diff alone, so that `git apply` can read it. */
async function showDryRun({ plan, session, terminal }: InitRun): Promise<number> {
  const { reporter } = session.ports;
  if (terminal.json) terminal.print(initJson(plan, false));
  else {
    for (const line of initLines(plan, reporter.style)) reporter.line(line);
    terminal.print(await fileDiff(plan.files));
  }
  reporter.line("Dry run: nothing was written.");
  return 0;
}

async function writeForMachines(run: InitRun): Promise<number> {
  const { plan, terminal } = run;
  const isAllowed = plan.files.length > 0 && mayWrite(plan, terminal);
  if (isAllowed) await write(run);
  terminal.print(initJson(plan, isAllowed));
  if (plan.files.length > 0 && !isAllowed) throw failure("input-invalid", permissionNeeded(plan, terminal));
  return 0;
}

/** Whether the options allow to write without a question. */
function mayWrite({ files }: InitPlan, { yes, overwrite }: Terminal): boolean {
  return yes === true && (overwrite === true || files.every(({ before }) => before === undefined));
}

/**
 * Asks, if the options leave it open. @returns the exit status unless the files may be written
 * @throws Failure `input-invalid` if nobody can answer
 */
async function permission({ plan, session, terminal }: InitRun): Promise<number | undefined> {
  if (mayWrite(plan, terminal)) return undefined;
  const changed = plan.files.filter(({ before }) => before !== undefined);
  const asksForChange = changed.length > 0 && !terminal.overwrite;
  if (asksForChange) terminal.print(await fileDiff(changed));
  if (!terminal.prompt || (terminal.yes && asksForChange)) throw failure("input-invalid", permissionNeeded(plan, terminal));
  const question = asksForChange ? `Change ${joined(changed.map(({ path }) => path))} as shown?` : "Go on?";
  const decision = await confirm(terminal.prompt, question, asksForChange ? "no" : "yes");
  if (decision === "yes") return undefined;
  session.ports.reporter.line("Nothing was written.");
  return { no: 0, interrupted: 130, ended: 1 }[decision];
}

function permissionNeeded({ files }: InitPlan, { yes }: Terminal): string {
  const changed = files.filter(({ before }) => before !== undefined).map(({ path }) => path);
  const options = [...(yes ? [] : ["`--yes`"]), ...(changed.length === 0 ? [] : ["`--overwrite`"])];
  const what = changed.length === 0 ? "write these files" : `change ${joined(changed)}`;
  const why = yes ? "`--yes` alone changes no file that exists" : "nobody can answer here";
  return `Nothing was written, because ${why}. Add ${joined(options)} to ${what}, or \`--dry-run\` to see the texts.`;
}

async function write({ plan, session }: InitRun): Promise<void> {
  const { repository, files } = session.ports;
  await files.writeTogether(repository.root, plan.files);
}
