import { matrixNames } from "../core/plan/jobs/matrix-names.ts";

/** The action's outputs, in the order of `action.yml`, as Markdown. Each command lists its own. */
export const outputs = {
  plan: "Absolute path of the plan file, versioned JSON.",
  record:
    "Absolute path of the record file, `record-{job}.json`: the digest, platforms and test results of each unit of the job, also when a unit failed.",
  matrix:
    'The build jobs as JSON for `strategy.matrix`: `{"include":[{"job":"…"}]}`, at most 256 entries; `{"include":[]}` when there is nothing to build. With `runners`, each entry has its `runner`, too.',
  "matrix-2":
    "The jobs of the second level, in the same form: run them after the jobs of `matrix`. `jobs: { max-units: … }` splits larger groups of images at their bases.",
  "matrix-3": "The jobs of the third level, in the same form: run them after the jobs of `matrix-2`.",
  "to-publish":
    "Names of the units whose new image the plan publishes once its tests pass, one per line: from a build, a candidate, or the stream that the unit follows. Empty when the plan only completes tags, or does nothing: then there is nothing to approve.",
  revision: "The commit that the plan is for, 40 hexadecimal digits: later jobs check out exactly this one.",
  tags: "Full references of the tags that this run wrote, such as `ghcr.io/octo/squid:release`, one per line; empty when it wrote none.",
  digests:
    'JSON from unit name to digest, such as `{"squid:release":"sha256:…"}`: the digests now published or, for a proposed change, the tested ones. Only units that passed.',
  changed: "`true` when this run wrote a tag, otherwise `false`.",
  published:
    'JSON list of the images that this run published, one row for each registry: `{"unit","repository","tag","digest","was","how"}`. `tag` is the stream tag or the version, or the timestamp tag while the stream shows another image; `was`, its digest before, is absent for a new tag; `how` is `built`, `promoted`, `retested`, `followed`, `kept`, `repaired`, `rolled-back` or `resumed`. `[]` when it published none.',
  changes:
    "Absolute path of a JSON file with what changed in each image that this run published or proposes, compared with what was published before (`schema/tagstream.changes.schema.json`). Empty when it compared none.",
  pruned:
    'JSON list of the tags that `prune` removed: `{"unit","repository","tag","digest"}`, also if it failed later. `[]` when it removed none, as in a dry run.',
  failed:
    'JSON list of the units that failed: `{"unit","required","code","message"}`, where `code` and `message` may be absent. `[]` when none did.',
  pins: 'JSON list of what files should name, for other tools: `{"unit","repository","tag","digest"}`. Of `pin`: each image that the files name, in each of its repositories. Of a command that publishes: each unit that it wrote a tag of, in its first repository, where its stream shows `digest`; `tag` is the timestamp tag with that digest. `[]` without any.',
  page: "Absolute path of the status page, `index.html`; its folder also has `status.json` and `badges`. Empty when it wrote none.",
  stale:
    "Names of the units whose newest timestamp is older than `rebuild: { stale: … }` allows, one per line; empty when none is.",
} as const;

export type OutputName = keyof typeof outputs;

/** The matrices of the build jobs, by level. */
export const matrixOutputs = matrixNames satisfies readonly OutputName[];

/** The outputs of a command that writes to registries: its result. */
export const resultOutputs: readonly OutputName[] = ["tags", "digests", "changed", "published", "pins", "changes", "failed"];
