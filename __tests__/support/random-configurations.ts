import { stringify } from "yaml";
import type { WorkflowConfiguration } from "../../src/core/workflow/needs.ts";
import type { WorkflowSettings } from "../../src/core/workflow/settings.ts";
import type { Random } from "./chaos/random.ts";
import { settingsOf } from "./written-workflows.ts";

const registries = [
  "ghcr.io/octo-org",
  "docker.io/octo",
  "quay.io/octo",
  "hub.example.org:5000/octo",
  "123.dkr.ecr.eu-west-1.amazonaws.com",
];

/** A valid configuration, with any of the keys that a workflow follows from. */
export function randomConfiguration(random: Random): string {
  const maybe = (key: string, ...values: unknown[]): object => (random.chance(0.4) ? { [key]: random.pick(values) } : {});
  const streams = {
    main: {},
    ...maybe("lts", { from: { branch: "3.22+x" } }),
    ...maybe("release", { from: { tag: "v{version}" } }),
  };
  const follows = random.chance(0.3) ? { stable: { follows: "main" } } : {};
  const names = ["base", "app", "tool", "proxy"].slice(0, 1 + random.below(4));
  const platforms = random.pick([["linux/amd64"], ["linux/amd64", "linux/arm64"], ["linux/arm64"]]);
  const images = names.map((name, index) => {
    const base = index > 0 && random.chance(0.5) ? { base: names[index - 1] } : {};
    return [name, { context: name, platforms, ...base, ...maybe("secrets", ["NPM_TOKEN", "GITHUB_TOKEN"], ["A_KEY"]) }] as const;
  });
  return stringify({
    streams: { ...streams, ...follows },
    registries: [...new Set([random.pick(registries), random.pick(registries)])],
    ...maybe("candidates", false, { registry: "quay.io/candidates" }),
    ...maybe("versions", { stream: "main" }, { stream: "main", "git-tag": "{image}@{version}" }),
    ...maybe("runners", { default: "large" }, { default: ["self-hosted", "linux"], "linux/arm64": "ubuntu-24.04-arm" }),
    ...maybe("jobs", { "max-units": 1 }, { "max-units": 2 }),
    ...maybe("rebuild", { every: "7d" }, { stale: "10d" }),
    ...maybe("notify", ["octo-org/deploy"]),
    ...maybe("retention", { all: "30d", monthly: "1y" }),
    ...maybe("pins", [{ files: ["*.yaml"] }], [{ repository: "octo-org/k8s", files: ["*.yaml"], token: "K8S_TOKEN" }]),
    images: Object.fromEntries(images),
  });
}

/** Settings that people could have chosen for it. */
export function randomSettings(random: Random, configuration: WorkflowConfiguration): WorkflowSettings {
  const sha = "0123456789".repeat(4);
  const maybe = <T extends object>(value: T): T | object => (random.chance(0.4) ? value : {});
  const host = configuration.units[0]?.destinations[0]?.repository.split("/")[0] ?? "";
  return settingsOf(configuration, {
    ...maybe({ uses: `octo/tagstream@${sha} # v1.2.3` }),
    ...maybe({ actions: { "docker/login-action": `${sha} # v5.0.0`, "actions/checkout": "v9" } }),
    ...maybe({ name: random.pick(["on", "Images: all", "images #2", 'the "best"', "été"]) }),
    ...maybe({ cron: random.pick(["7 2 * * 4", "3,33 */6 * * *"]) }),
    ...maybe({ runner: random.pick(["it's mine", ["self-hosted", "linux", "on"]]) }),
    ...maybe({ runners: { images: "small" } }),
    ...maybe({ timeouts: { publish: 300, images: 1 } }),
    ...maybe({ logins: [{ registry: host, username: random.pick(["robot$ci", "a # b: c"]), password: `\${{ secrets.MINE }}` }] }),
    ...maybe({ config: "images/tag stream.yml" }),
    ...(configuration.retention !== undefined && random.chance(0.5) ? { prunes: true } : {}),
  });
}
