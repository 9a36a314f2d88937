import path from "node:path";
import type { Answer } from "../../core/doctor/answer.ts";
import { readWorkflow } from "../../core/doctor/workflows/read-workflow.ts";
import type { DoctorWorkflow } from "../../core/doctor/workflows/workflow.ts";
import { compareTexts } from "../../core/lib/text/compare-texts.ts";
import type { Files } from "../../ports/files.ts";
import type { Ports } from "../../ports/index.ts";
import type { Repository } from "../../ports/repository.ts";
import { inTree } from "../plan/checkout/work-tree.ts";
import { known } from "./asked.ts";

const folder = ".github/workflows";

/** The workflows of the checkout, including edits. */
export function readWorkflows({ repository, files }: Pick<Ports, "repository" | "files">): Promise<Answer<DoctorWorkflow[]>> {
  return known(async () => {
    const action = inTree(repository, "action.yml");
    const isOwn = files.kindOf(action) === "file" && /^name:\s*["']?tagstream/im.test(await files.read(action));
    const texts = await workflowTexts(repository, files);
    return texts.flatMap(({ path: file, text }) => readWorkflow(file, text, isOwn) ?? []);
  });
}

/** The workflows' files, by their paths in the repository. */
export async function workflowTexts(tree: Repository, files: Files): Promise<{ path: string; text: string }[]> {
  const root = inTree(tree, folder);
  const found = await files.find(root, /\.ya?ml$/, (_, error) => {
    throw error;
  });
  const own = found.filter((file) => path.dirname(file) === root);
  const texts = own.map(async (file) => ({
    path: path.relative(tree.root, file).replaceAll(path.sep, "/"),
    text: await files.read(file),
  }));
  return (await Promise.all(texts)).toSorted((a, b) => compareTexts(a.path, b.path));
}
