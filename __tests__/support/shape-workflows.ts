import { createBuilder } from "../../src/adapters/docker/buildx.ts";
import { proposalOf } from "./init-invariants.ts";
import { shapeProject } from "./init-shapes.ts";
import type { WorkflowFile } from "./workflow-files.ts";

/** The workflow that `init` writes in a repository of a shape, as a file `SHAPE.yml`. */
export async function shapeWorkflow(shape: string): Promise<WorkflowFile> {
  const { files } = await proposalOf(shapeProject(shape, shape === "bake" ? createBuilder() : undefined));
  const text = files.find(({ path }) => path.startsWith(".github/workflows/"))?.text ?? "";
  return { path: `shapes/${shape}.yml`, text: text.replaceAll("OWNER/", "octo/") };
}
