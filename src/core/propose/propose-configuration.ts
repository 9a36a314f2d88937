import type { ExistingSetup } from "../existing/model.ts";
import type { Sample } from "../existing/sample.ts";
import { withoutStop } from "../lib/text/words.ts";
import { compareReferences } from "./compare-references.ts";
import { configurationText } from "./configuration-text.ts";
import type { ProposeFacts } from "./facts.ts";
import { imagesOfFiles } from "./from-files.ts";
import { groupImages } from "./group-images.ts";
import { type Patterned, patternedBuilds } from "./patterned.ts";
import type { ProposedConfiguration } from "./proposal.ts";
import { faultsOfProposal, readProposal } from "./read-proposal.ts";
import { unpublishedBases } from "./unpublished-bases.ts";
import { draftsOf } from "./variants.ts";

/**
 * The smallest configuration that publishes what today's workflows publish. It is always valid:
 * references that would make it invalid are left out, with the reason. Its text is empty if there is
 * none, and the notes say why.
 * @param setups the same setup, evaluated with each of the samples
 */
export function proposeConfiguration(
  setups: readonly [ExistingSetup, ExistingSetup],
  samples: readonly [Sample, Sample],
  facts: ProposeFacts,
): ProposedConfiguration {
  const [setup] = setups;
  const [sample] = samples;
  const refused = new Map<string, string>();
  const most = setup.builds.reduce((sum, { references }) => sum + references.length, 0);
  if (most === 0) return ofFiles(setup, sample, facts);
  for (let attempt = 0; attempt <= most; attempt += 1) {
    const patterned = patternedBuilds(setups, samples, facts, refused);
    const images = groupImages(patterned).flatMap(draftsOf);
    if (images.length === 0) return none(setup, patterned, ["No image is left whose tags Tagstream could write."]);
    const { text, notes } = configurationText(images, setup.runners, facts);
    const faults = faultsOfProposal(text, sample, facts);
    const [fault] = faults;
    if (fault === undefined) {
      const all = [...patterned.notes, ...notes, ...silentBuilds(setup)];
      return complete(text, all, setup, sample, facts, patterned.left);
    }
    const culprit = culpritOf(faults, patterned, refused);
    if (culprit === undefined) return none(setup, patterned, faults);
    refused.set(culprit, `with it the configuration would be invalid: ${withoutStop(fault)}`);
  }
  return none(setup, { notes: [], left: [] }, ["Tagstream found no valid configuration."]);
}

function ofFiles(setup: ExistingSetup, sample: Sample, facts: ProposeFacts): ProposedConfiguration {
  const { images, notes } = imagesOfFiles(facts);
  if (images.length === 0) return none(setup, { notes, left: [] }, ["The repository has no Dockerfile to build."]);
  const { text, notes: more } = configurationText(images, setup.runners, facts);
  const isUnread = setup.notUnderstood.length > 0 || setup.workflows.some(({ publishes }) => publishes);
  const today = isUnread ? "Tagstream could not read what is published today." : "Nothing is published today.";
  const why = `${today} Each push to ${facts.defaultBranch} will move the tag release.`;
  const faults = faultsOfProposal(text, sample, facts);
  return faults.length === 0
    ? complete(text, [why, ...notes, ...more], setup, sample, facts, [])
    : none(setup, { notes, left: [] }, faults);
}

function complete(
  text: string,
  notes: readonly string[],
  setup: ExistingSetup,
  sample: Sample,
  facts: ProposeFacts,
  reasons: ProposedConfiguration["left"],
): ProposedConfiguration {
  const configuration = readProposal(text, sample, facts);
  const left = compareReferences(setup, sample, configuration, reasons).flatMap(({ repository, tag, place, fate }) =>
    fate.is === "not written" ? [{ repository, tag, place, why: fate.why }] : [],
  );
  return { text, left, notes: [...new Set([...notes, ...unpublishedBases(configuration, sample, facts)])] };
}

/** Notes on builds that publish nothing today, unless another build of the same Dockerfile does. */
function silentBuilds({ builds }: ExistingSetup): string[] {
  const recipeOf = ({ recipe }: ExistingSetup["builds"][number]) =>
    JSON.stringify([recipe.context, recipe.dockerfile, recipe.target]);
  const loud = new Set(builds.filter(({ references }) => references.length > 0).map(recipeOf));
  return builds
    .filter((build) => !loud.has(recipeOf(build)))
    .map(({ name }) => `The build ${name} publishes nothing today, so it is no image of this configuration.`);
}

function none(setup: ExistingSetup, { left, notes }: Omit<Patterned, "builds">, why: readonly string[]): ProposedConfiguration {
  const reasons = new Map(left.map((one) => [`${one.repository}:${one.tag}`, one.why]));
  const all = setup.builds.flatMap(({ references }) =>
    references.map(({ repository, tag, place }) => ({
      repository,
      tag,
      place,
      why: reasons.get(`${repository}:${tag}`) ?? "there is no configuration",
    })),
  );
  return { text: "", left: all, notes: [...why, ...notes] };
}

/** The pattern that the first fault names, or the last one that is left. */
function culpritOf(faults: readonly string[], { builds }: Patterned, refused: ReadonlyMap<string, string>): string | undefined {
  const all = builds.flatMap(({ references }) =>
    references.map(({ repository, pattern }) => ({ key: `${repository}:${pattern}`, pattern })),
  );
  const open = all.filter(({ key }) => !refused.has(key));
  const [fault = ""] = faults;
  const named = open.filter(
    ({ pattern }) => fault.includes(`"${pattern}"`) || fault.includes(`:${pattern} `) || fault.includes(` ${pattern} `),
  );
  const [longest] = named.toSorted((a, b) => b.pattern.length - a.pattern.length);
  return (longest ?? open.at(-1))?.key;
}
