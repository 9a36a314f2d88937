import type { InitPlan } from "../../core/init/init-plan.ts";
import { listedRepositories } from "../../core/init/listed-tags.ts";
import { neededValues } from "../../core/init/needed-values.ts";
import { lacksOwner } from "../../core/init/own-workflow.ts";
import { samplesOf } from "../../core/init/samples.ts";
import type { Session } from "../../ports/session.ts";
import type { InitCheckout } from "./checkout.ts";
import { configurationFor } from "./configuration-for.ts";
import { listingsOf } from "./listings.ts";
import { ownWorkflows } from "./own-workflows.ts";
import type { InitParts } from "./parts.ts";
import { understand } from "./understand.ts";
import { type InitWishes, workflowFor } from "./workflow-for.ts";

/**
 * Finds out what is published today, and proposes what `init` would write. Changes nothing.
 * @throws Failure `init-nothing` if there is nothing to build; the faults of an existing configuration
 */
export async function planInit(all: InitCheckout, wishes: InitWishes, { ports }: Session, parts: InitParts): Promise<InitPlan> {
  const samples = samplesOf({ ...all, sha: all.head, now: ports.clock.now() });
  const own = await ownWorkflows(all, parts);
  const checkout = withoutFiles(all, new Set(own.map(({ path }) => path)));
  const setup = await understand(checkout, samples[0], parts, ports.builder);
  const proposed = await configurationFor(checkout, wishes, { setup, samples }, ports, parts);
  const { configuration } = proposed;
  const workflow = workflowFor(all, { wishes, setup, configuration, own }, ports.files, parts);
  const written = setup.builds.flatMap(({ references }) => references);
  const listings = await listingsOf([...new Set(written.map(({ repository }) => repository))], ports.registry);
  return {
    repository: all.repository,
    defaultBranch: all.defaultBranch,
    found: checkout.found,
    workflows: setup.workflows,
    references: parts.compareReferences(setup, samples[0], proposed.atSample, proposed.left),
    added: parts.newReferences(setup, samples[0], proposed.atSample),
    listed: listedRepositories(listings, written),
    notUnderstood: setup.notUnderstood,
    notes: [...all.notes, ...proposed.notes, ...workflow.notes],
    configuration: wishes.config,
    files: [...proposed.files, ...workflow.files],
    next: {
      owner: lacksOwner(workflow.settings.uses),
      values: neededValues(workflow.text),
      file: workflow.path,
      workflow: workflow.settings.name,
      remove: setup.workflows.flatMap(({ file, publishes }) => (publishes ? [file] : [])),
    },
  };
}

/** The checkout as it was before `init`: it must not compare what it wrote with itself. */
function withoutFiles(checkout: InitCheckout, files: ReadonlySet<string>): InitCheckout {
  const without = (paths: readonly string[]) => paths.filter((path) => !files.has(path));
  const { paths, found } = checkout;
  return { ...checkout, paths: without(paths), found: { ...found, workflows: without(found.workflows) } };
}
