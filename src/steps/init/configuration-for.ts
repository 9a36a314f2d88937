import { type Configuration, openConfiguration } from "../../core/config/index.ts";
import type { ExistingSetup } from "../../core/existing/model.ts";
import type { PlannedFile } from "../../core/init/init-plan.ts";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import type { ProposeFacts } from "../../core/propose/facts.ts";
import type { ProposedConfiguration } from "../../core/propose/proposal.ts";
import type { Ports } from "../../ports/index.ts";
import { homeOf } from "../plan/configuration.ts";
import { filesIn } from "../plan/sources/source-files.ts";
import type { InitCheckout } from "./checkout.ts";
import { noneLeft } from "./none-left.ts";
import type { InitParts } from "./parts.ts";
import { secondEvaluation, type Today } from "./second-evaluation.ts";
import type { InitWishes } from "./workflow-for.ts";

/** A configuration, and the file to write for it unless it exists. */
export interface ConfigurationFor {
  configuration: Configuration;
  /** The same, where streams have sources of the sample. */
  atSample: Configuration;
  /** What a proposal leaves out, with reasons. */
  left: ProposedConfiguration["left"];
  files: readonly PlannedFile[];
  notes: readonly string[];
}

/**
 * The configuration of the checkout, which stays as it is, or else a proposal.
 * @throws Failure `init-nothing`, `init-none-left`; the faults of an existing configuration
 */
export async function configurationFor(
  checkout: InitCheckout,
  { config: file, uses }: InitWishes,
  today: Today,
  ports: Ports,
  parts: InitParts,
): Promise<ConfigurationFor> {
  const { texts } = checkout;
  const { setup, samples } = today;
  const facts = factsOf(checkout);
  const readAt = (text: string) => texts.settle(() => parts.readProposal(text, samples[0], facts));
  const existing = await existingText(checkout, file, ports);
  if (existing !== undefined) {
    const configuration = await load(existing, file, checkout, ports);
    const notes = [`${file} exists, so it stays as it is`];
    return { configuration, atSample: await readAt(existing), left: [], files: [], notes };
  }
  assertSomething(checkout, setup);
  const second = await secondEvaluation(checkout, today, parts, ports.builder);
  const setups = [setup, second.setup] as const;
  const proposed = await texts.settle(() => parts.proposeConfiguration(setups, [samples[0], second.sample], facts));
  const { left, notes } = proposed;
  if (proposed.text === "") throw noneLeft(file, proposed, setup);
  const text = withOwner(proposed.text, uses);
  const configuration = await loadProposed(text, file, checkout, ports);
  return { configuration, atSample: await readAt(text), left, files: [{ path: file, text }], notes };
}

/** The address of the schema with the account that hosts the action. */
function withOwner(text: string, uses: string | undefined): string {
  const owner = /^([\w.-]+)\/tagstream@/.exec(uses ?? "")?.[1];
  return owner === undefined ? text : text.replaceAll("/OWNER/tagstream/", `/${owner}/tagstream/`);
}

function factsOf({ page, defaultBranch, repository, paths, branches, gitTags, texts }: InitCheckout): ProposeFacts {
  const server = page === undefined ? {} : { serverUrl: new URL(page).origin };
  return { ...server, repository, defaultBranch, paths, branches, gitTags, textOf: texts.of };
}

function homeOfCheckout({ repository, page, defaultBranch }: InitCheckout) {
  return homeOf({ repository, source: page, defaultBranch }, undefined);
}

/** The text of the configuration in the checkout, also of one that git ignores. */
async function existingText({ tree }: InitCheckout, file: string, { files }: Ports): Promise<string | undefined> {
  const read = await files.bytes(tree.root, file, longest);
  if ("bytes" in read) return new TextDecoder().decode(read.bytes);
  if (read.fault === "absent") return undefined;
  throw failure("file-unreadable", `${file} is no regular file of the checkout, or cannot be read: Tagstream leaves it alone.`);
}

/** Bytes of the longest configuration. */
const longest = 4 * 1024 * 1024;

async function load(text: string, file: string, checkout: InitCheckout, { files }: Ports): Promise<Configuration> {
  const opened = openConfiguration({ text, file, ...homeOfCheckout(checkout) });
  return opened.load(await filesIn(checkout.tree, files, opened.valueFiles));
}

/** A proposal that is not valid is Tagstream's fault, and must not be written. */
async function loadProposed(text: string, file: string, checkout: InitCheckout, ports: Ports): Promise<Configuration> {
  try {
    return await load(text, file, checkout, ports);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.problems.every(({ code }) => code === "config-registry")) throw noRegistry(checkout, file);
    const why =
      "Tagstream would propose a configuration that is not valid, so it wrote nothing. Please report this. Until then, write";
    const first = {
      code: "init-invalid",
      severity: "error",
      message: `${why} ${file} by hand (docs/guide/quick-start.md).`,
    } as const;
    throw new Failure([first, ...error.problems]);
  }
}

/** No workflow says where images go, and neither does the place of the repository. */
function noRegistry({ tree, page }: InitCheckout, file: string): Failure {
  const [why, remedy] =
    page === undefined
      ? [
          "the remote `origin` is missing or names no host",
          "Add it (`git remote add origin https://github.com/OWNER/NAME.git`), or write",
        ]
      : [`${new URL(page).host} has no usual registry`, "Write"];
  return failure(
    "init-no-registry",
    `Nothing says where the images of ${tree.root} go: no workflow publishes any, and ${why}. ${remedy} ${file} with \`registries\`, then run again: Tagstream keeps that file, and proposes the workflow for it.`,
  );
}

/** @throws Failure `init-nothing` */
function assertSomething({ found, tree }: InitCheckout, setup: ExistingSetup): void {
  if (setup.builds.length > 0 || found.dockerfiles.length > 0) return;
  throw failure(
    "init-nothing",
    `There is nothing to build in ${tree.root}: git knows no Dockerfile there, and no workflow that builds images. Add a Dockerfile, or name the folder of the repository with \`--path\`.`,
  );
}
