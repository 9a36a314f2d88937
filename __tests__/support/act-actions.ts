import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * What stands in for third-party actions where there is no GitHub: the same inputs, and of what they do as much as a workflow of ours relies on.
 * `TAGSTREAM_ACT_ORIGIN` is the repository to check out, `TAGSTREAM_ACT_ARTIFACTS` the folder that holds a run's artifacts.
 */
const standIns: Record<string, { inputs: string[]; script: string }> = {
  "actions/checkout": {
    inputs: ["ref", "fetch-depth", "persist-credentials", "token"],
    script: `
      git init --quiet --initial-branch work .
      git remote add origin "$TAGSTREAM_ACT_ORIGIN"
      basic="$(printf 'x-access-token:%s' "$INPUT_TOKEN" | base64 | tr -d '\\n')"
      git config "http.$GITHUB_SERVER_URL/.extraheader" "AUTHORIZATION: basic $basic"
      git fetch --quiet --depth "\${INPUT_FETCH_DEPTH:-1}" origin "\${INPUT_REF:-$GITHUB_SHA}"
      git checkout --quiet --detach FETCH_HEAD
      [ "$INPUT_PERSIST_CREDENTIALS" != false ] || git config --unset-all "http.$GITHUB_SERVER_URL/.extraheader"`,
  },
  "actions/upload-artifact": {
    inputs: ["name", "path", "if-no-files-found", "overwrite"],
    script: `
      artifact="$TAGSTREAM_ACT_ARTIFACTS/$INPUT_NAME"
      if [ ! -e "$INPUT_PATH" ]; then
        [ "$INPUT_IF_NO_FILES_FOUND" != error ] || { echo "::error::nothing to upload at $INPUT_PATH"; exit 1; }
        exit 0
      fi
      if [ -e "$artifact" ] && [ "$INPUT_OVERWRITE" != true ]; then echo "::error::there is an artifact $INPUT_NAME already"; exit 1; fi
      rm -rf "$artifact" && mkdir -p "$artifact"
      if [ -d "$INPUT_PATH" ]; then cp -R "$INPUT_PATH/." "$artifact"; else cp "$INPUT_PATH" "$artifact"; fi`,
  },
  "actions/download-artifact": {
    inputs: ["name", "path", "pattern", "merge-multiple"],
    script: `
      if [ -n "$INPUT_NAME" ]; then
        [ -d "$TAGSTREAM_ACT_ARTIFACTS/$INPUT_NAME" ] || { echo "::error::there is no artifact $INPUT_NAME"; exit 1; }
        mkdir -p "$INPUT_PATH" && cp -R "$TAGSTREAM_ACT_ARTIFACTS/$INPUT_NAME/." "$INPUT_PATH"
        exit 0
      fi
      [ "$INPUT_MERGE_MULTIPLE" = true ] || { echo "::error::only merge-multiple is stood in for"; exit 1; }
      for artifact in "$TAGSTREAM_ACT_ARTIFACTS"/$INPUT_PATTERN; do
        if [ -d "$artifact" ]; then mkdir -p "$INPUT_PATH" && cp -R "$artifact/." "$INPUT_PATH"; fi
      done`,
  },
  // A first run has no cache.
  "actions/cache": { inputs: ["path", "key", "restore-keys"], script: "true" },
  "actions/upload-pages-artifact": {
    inputs: ["path"],
    script: `mkdir -p "$TAGSTREAM_ACT_ARTIFACTS/github-pages" && cp -R "$INPUT_PATH/." "$TAGSTREAM_ACT_ARTIFACTS/github-pages"`,
  },
  "actions/deploy-pages": {
    inputs: [],
    script: `[ -f "$TAGSTREAM_ACT_ARTIFACTS/github-pages/index.html" ] || { echo "::error::there is nothing to deploy"; exit 1; }`,
  },
  // The engine of this machine is set up already, and its registries let everybody in.
  "docker/login-action": {
    inputs: ["registry", "username", "password"],
    script: `echo "$INPUT_REGISTRY" >> "$RUNNER_TEMP/logins"`,
  },
  "docker/setup-buildx-action": { inputs: ["driver-opts"], script: "true" },
  "docker/setup-qemu-action": { inputs: ["platforms"], script: "true" },
};

/** Writes a stand-in as an action into a folder, and returns its path. Throws for an action that nothing stands in for. */
export function writeStandIn(action: string, folder: string): string {
  const standIn = standIns[action];
  if (!standIn) throw new Error(`Nothing stands in for ${action}: add it to __tests__/support/act-actions.ts.`);
  return writeAction(path.join(folder, action.replace("/", "-")), { ...standIn, outputs: [] });
}

interface StandIn {
  inputs: string[];
  /** Outputs that the script writes to `$GITHUB_OUTPUT`. */
  outputs: string[];
  /** Bash, with the inputs as `INPUT_NAME`. */
  script: string;
}

/** Writes an action of one script into a folder, and returns the folder. */
export function writeAction(target: string, { inputs, outputs, script }: StandIn): string {
  mkdirSync(target, { recursive: true });
  const environment = inputs.map((name) => [`INPUT_${name.toUpperCase().replaceAll("-", "_")}`, `\${{ inputs.${name} }}`]);
  const defaultOf = (name: string) => (name === "token" ? { default: `\${{ github.token }}` } : {});
  const name = path.basename(target);
  const metadata = {
    name,
    description: `Stands in for ${name}`,
    inputs: Object.fromEntries(inputs.map((input) => [input, { description: input, ...defaultOf(input) }])),
    outputs: Object.fromEntries(
      outputs.map((output) => [output, { description: output, value: `\${{ steps.script.outputs.${output} }}` }]),
    ),
    runs: {
      using: "composite",
      steps: [
        {
          id: "script",
          name: "stand-in",
          shell: "bash",
          env: Object.fromEntries(environment),
          run: `set -eu\n${script.replace(/^ {6}/gm, "").trim()}\n`,
        },
      ],
    },
  };
  // JSON is YAML.
  writeFileSync(path.join(target, "action.yml"), JSON.stringify(metadata, null, 2));
  return target;
}
