import path from "node:path";
import type { Answer } from "../../core/doctor/answer.ts";
import { readWorkflow } from "../../core/doctor/workflows/read-workflow.ts";
import type { DoctorWorkflow } from "../../core/doctor/workflows/workflow.ts";
import { compareTexts } from "../../core/lib/text/compare-texts.ts";
import type { Ports } from "../../ports/index.ts";
import { inTree } from "../plan/checkout/work-tree.ts";
import { known } from "./asked.ts";

const folder = ".github/workflows";

/** The workflows of the checkout, including edits. */
export function readWorkflows({ repository, files }: Pick<Ports, "repository" | "files">): Promise<Answer<DoctorWorkflow[]>> {
  return known(async () => {
    const action = inTree(repository, "action.yml");
    const isOwn = files.kindOf(action) === "file" && /^name:\s*["']?tagstream/im.test(await files.read(action));
    const found = await files.find(inTree(repository, folder), /\.ya?ml$/, (_, error) => {
      throw error;
    });
    const own = found.filter((file) => path.dirname(file) === inTree(repository, folder));
    const texts = await Promise.all(
      own.map(async (file) => [path.relative(repository.root, file), await files.read(file)] as const),
    );
    return texts
      .toSorted(([a], [b]) => compareTexts(a, b))
      .flatMap(([file, text]) => readWorkflow(file.replaceAll(path.sep, "/"), text, isOwn) ?? []);
  });
}
