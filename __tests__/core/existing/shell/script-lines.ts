import type { Occasion } from "../../../../src/core/existing/model.ts";
import type { Sample } from "../../../../src/core/existing/sample.ts";
import { runScript, type ScriptResult } from "../../../../src/core/existing/shell/run-script.ts";

/** A script and what it does. */
export interface Row {
  script: string;
  env?: Readonly<Record<string, string>>;
  on?: Occasion;
  gives: string[];
}

export const sample: Sample = {
  repository: "octo-org/app",
  defaultBranch: "main",
  sha: "860c1904a1ce19322e91ac35af1ab07466440c37",
  version: "1.4.2",
  time: "2026-03-05T04:06:07Z",
  number: 15,
};

export const main: Occasion = { on: "branch", branch: "main" };
export const release: Occasion = { on: "git tag", tag: "v1.4.2" };

const files: Readonly<Record<string, string>> = {
  VERSION: "3.2.1\n",
  "app/VERSION": "v0.9\n",
  Makefile: "docker-push:\n\tdocker push octo/app:$(TAG)\ntest:\n\tgo test ./...\n",
  "package.json": '{\n  "name": "app",\n  "version": "2.5.0",\n  "config": { "image": "octo/web" }\n}\n',
  "pyproject.toml": '[project]\nname = "app"\nversion = "0.8.1"\n',
  "Cargo.toml": '[package]\nname = "app"\nversion = "0.3.0"\n',
  "chart/Chart.yaml": 'apiVersion: v2\nname: app\nversion: 1.2.3\nappVersion: "4.5.6"\n',
  Dockerfile: "FROM alpine:3.22\nARG VERSION=7.8.9\n",
  "src/app/__init__.py": '__version__ = "5.4.3"\n',
  "ci/push.sh": '#!/bin/sh\nset -e\nIMAGE="octo/$1"\ndocker build -t "$IMAGE:$2" "$1"\ndocker push "$IMAGE:$2"\n',
  "ci/names.env": "IMAGE=octo/sourced\nTAG=1\n",
  "docker-compose.yml": `services:\n  web:\n    build: ./web\n    image: ghcr.io/octo/web:\${TAG:-dev}\n  db:\n    image: postgres:17\n  job:\n    build: { context: ., dockerfile: job.Dockerfile }\n    image: octo/job\n`,
};

/** What a script does, one line a fact: the lines of the script from 0 after `@`. */
export function linesOf(script: string, env: Readonly<Record<string, string>> = {}, occasion: Occasion = main): string[] {
  const result = runScript(script, { env, textOf: (path) => files[path], folder: ".", sample, occasion });
  return printResult(result);
}

function printResult(result: ScriptResult): string[] {
  const name = ({ repository, tag }: { repository: string; tag: string }) => `${repository}:${tag}`.replace("docker.io/", "");
  const values = (record: Readonly<Record<string, string>>) => Object.entries(record).map(([key, value]) => `${key}=${value}`);
  return [
    ...result.builds.map(({ recipe, tags, pushes, line }) => {
      const options = [
        ...(recipe.dockerfile === undefined ? [] : [`-f ${recipe.dockerfile}`]),
        ...(recipe.target === undefined ? [] : [`--target ${recipe.target}`]),
        ...values(recipe.args),
        ...recipe.platforms,
      ];
      return `@${line} build ${[recipe.context, ...options].join(" ")}${pushes ? " and push" : ""}: ${tags.map(name).join(" ")}`;
    }),
    ...result.tags.map(({ from, to, line }) => `@${line} tag ${name(from)} ${name(to)}`),
    ...result.pushes.map((push) => `@${push.line} push ${name(push)}`),
    ...result.bake.map(({ folder, files: given, targets, set, env, pushes, line }) =>
      [`@${line} bake in ${folder}`, JSON.stringify(given), ...targets, ...set, ...values(env), pushes ? "and push" : ""]
        .join(" ")
        .trim(),
    ),
    ...result.logins.map(({ registry, username, password, line }) => `@${line} login ${registry} ${username} ${password}`),
    ...values(result.outputs).map((text) => `output ${text}`),
    ...values(result.env).map((text) => `env ${text}`),
    ...result.unknown.map(({ kind, name: key, text }) => `unknown ${kind} ${key}: ${text}`),
    ...result.values.map((value) => `value ${value.name}: ${value.file} ${value.match ?? "whole"} ${value.text}`),
    ...result.notUnderstood.map(({ line, why }) => `@${line} fault: ${why}`),
  ];
}
