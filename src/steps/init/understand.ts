import type { BakeAnswer, BakeQuestion } from "../../core/existing/bake-question.ts";
import type { ExistingSetup } from "../../core/existing/model.ts";
import type { Sample } from "../../core/existing/sample.ts";
import type { Builder } from "../../ports/builder.ts";
import type { InitCheckout } from "./checkout.ts";
import type { InitParts } from "./parts.ts";

/** How often the evaluation may ask for more. Each time it gets further; a circle must end. */
const mostRounds = 40;

/**
 * Evaluates today's workflows with a sample. Reads the files and lets buildx print the bake files that the
 * evaluation asks for, until it asks for nothing more.
 */
export async function understand(
  checkout: InitCheckout,
  sample: Sample,
  { readExisting }: Pick<InitParts, "readExisting">,
  builder: Builder,
): Promise<ExistingSetup> {
  const { paths, texts, branches, gitTags, tree, found } = checkout;
  await texts.load([...found.workflows, ...found.dockerfiles]);
  const answers = new Map<string, BakeAnswer>();
  const bakeOf = (question: BakeQuestion) => answers.get(JSON.stringify(question));
  const source = { paths, textOf: texts.of, branches, gitTags, sample, bakeOf };
  for (let round = 1; ; round++) {
    const { setup, questions } = readExisting(source);
    const open = questions.filter((question) => bakeOf(question) === undefined);
    const isNew = await texts.load();
    if ((!isNew && open.length === 0) || round === mostRounds) return setup;
    for (const question of open) answers.set(JSON.stringify(question), await builder.print(question, tree.root));
  }
}
