import { templates, type WorkflowFile } from "./workflow-files.ts";

/** The templates that publish, each with a job for pins that is commented out. */
export const withPinJob = ["rebuild", "promote", "follow", "rollback"].map((name) => `workflows/${name}.yml`);

/** A workflow with its job for pins, as its comment says how people get it. */
export function withPins(file: WorkflowFile): WorkflowFile {
  const text = file.text.replace(/^ {2}#(?=pin:$| {2})/gm, "  ").replace(/(\n {2}images:\n {4}needs: \[.*)\]/, "$1, pin]");
  if (text === file.text) throw new Error(`${file.path} has no job for pins`);
  return { ...file, text };
}

/** A template with its job for pins. */
export function pinTemplate(path: string): WorkflowFile {
  const file = templates.find((one) => one.path === path);
  if (!file) throw new Error(`There is no ${path}`);
  return withPins(file);
}
