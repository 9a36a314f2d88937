import type { ExistingSetup } from "../../core/existing/model.ts";
import type { Sample } from "../../core/existing/sample.ts";
import { closerSamples } from "../../core/init/samples.ts";
import type { Builder } from "../../ports/builder.ts";
import type { InitCheckout } from "./checkout.ts";
import type { InitParts } from "./parts.ts";
import { understand } from "./understand.ts";

/** What is published today, evaluated with the first of two samples. */
export interface Today {
  setup: ExistingSetup;
  samples: readonly [Sample, Sample];
}

/** What is published today with another sample. */
export interface SecondEvaluation {
  setup: ExistingSetup;
  sample: Sample;
}

/** The first second sample that publishes as many references as the first does, else that with the most of them. */
export async function secondEvaluation(
  checkout: InitCheckout,
  { setup, samples }: Today,
  parts: Pick<InitParts, "readExisting">,
  builder: Builder,
): Promise<SecondEvaluation> {
  const all = setup.builds.reduce((sum, { references }) => sum + references.length, 0);
  const evaluate = async (sample: Sample) => ({ setup: await understand(checkout, sample, parts, builder), sample });
  let best = await evaluate(samples[1]);
  for (const sample of closerSamples(samples)) {
    if (matching(setup, best.setup) === all) break;
    const next = await evaluate(sample);
    if (matching(setup, next.setup) > matching(setup, best.setup)) best = next;
  }
  return best;
}

/** The references of the builds that have as many of them in both. */
function matching(first: ExistingSetup, second: ExistingSetup): number {
  return first.builds.reduce((sum, { references }, index) => {
    const isAlike = second.builds[index]?.references.length === references.length;
    return isAlike ? sum + references.length : sum;
  }, 0);
}
