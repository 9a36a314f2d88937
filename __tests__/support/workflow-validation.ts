import { registerLogger, validate } from "@actions/languageservice";
import { clearCache } from "@actions/languageservice/utils/workflow-cache";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { action, type WorkflowFile } from "./workflow-files.ts";

interface Metadata {
  name: string;
  description: string;
  inputs: Record<string, { description: string; required?: boolean }>;
}

/** Third-party actions at the versions that we name, with the inputs that we use: a misspelt or invented one is found. */
const thirdParty: Record<string, { inputs: string[]; required?: string[] }> = {
  "actions/attest": { inputs: ["subject-path"] },
  "actions/cache": { inputs: ["path", "key", "restore-keys"], required: ["path", "key"] },
  "actions/checkout": { inputs: ["repository", "ref", "path", "fetch-depth", "persist-credentials"] },
  "actions/configure-pages": { inputs: [] },
  "actions/create-github-app-token": {
    inputs: ["client-id", "private-key", "owner", "repositories", "permission-contents", "permission-pull-requests"],
    required: ["private-key"],
  },
  "actions/dependency-review-action": { inputs: ["fail-on-severity", "fail-on-scopes"] },
  "actions/deploy-pages": { inputs: [] },
  "actions/download-artifact": { inputs: ["name", "path", "pattern", "merge-multiple"] },
  "actions/setup-node": { inputs: ["node-version", "node-version-file", "package-manager-cache"] },
  "actions/upload-artifact": { inputs: ["name", "path", "if-no-files-found", "overwrite"], required: ["path"] },
  "actions/upload-pages-artifact": { inputs: ["path"] },
  "docker/login-action": { inputs: ["registry", "username", "password"] },
  "docker/setup-buildx-action": { inputs: ["append", "driver", "driver-opts", "endpoint", "platforms"] },
  "docker/setup-qemu-action": { inputs: ["platforms"] },
  "github/codeql-action/analyze": { inputs: ["category"] },
  "github/codeql-action/init": { inputs: ["languages", "build-mode", "queries", "config"] },
};

/** What the platform knows and the languageservice, at the version that we use, does not yet. None at present. */
const newerThanItsSchema: RegExp[] = [];

function metadataOf(repository: string): Metadata | undefined {
  if (repository === "octo/tagstream") return parse(action.text) as Metadata;
  const known = thirdParty[repository];
  if (!known) return undefined;
  const inputs = known.inputs.map((name) => [name, { description: name, required: known.required?.includes(name) ?? false }]);
  return { name: repository, description: repository, inputs: Object.fromEntries(inputs) };
}

// What it fails at, it only logs, and then finds nothing.
registerLogger({
  error: (message) => {
    throw new Error(message);
  },
  warn: () => {},
  info: () => {},
  log: () => {},
});

/** What GitHub's own language service finds in a workflow or in action.yml: `line: message`, in order. */
export async function findProblems({ path, text }: WorkflowFile): Promise<string[]> {
  // It remembers documents by their address alone.
  clearCache();
  // It cannot look up a local action; ours is the one in the root.
  const document = TextDocument.create(
    `file:///repository/${path}`,
    "yaml",
    1,
    text.replaceAll("uses: ./\n", "uses: octo/tagstream@v1\n"),
  );
  const diagnostics = await validate(document, {
    actionsMetadataProvider: {
      fetchActionMetadata: ({ owner, name, path }) => Promise.resolve(metadataOf([owner, name, path].filter(Boolean).join("/"))),
    },
  });
  return diagnostics
    .map(({ message, range }) => ({ line: range.start.line + 1, text: typeof message === "string" ? message : message.value }))
    .filter(({ text }) => !newerThanItsSchema.some((pattern) => pattern.test(text)))
    .sort((a, b) => a.line - b.line)
    .map(({ line, text }) => `${line}: ${text}`);
}
