/** The manifests of the guide for builders beyond one machine: what they contain fits together, and the guide. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as v from "valibot";
import { parseAllDocuments } from "yaml";
import { root } from "../support/workflow-files.ts";

const folder = path.join(root, "docs/guide/kubernetes");
const guide = readFileSync(path.join(root, "docs/guide/remote-builders.md"), "utf8");

const labels = v.record(v.string(), v.string());
const named = v.object({ name: v.string() });
const object = v.looseObject({
  apiVersion: v.string(),
  kind: v.string(),
  metadata: v.looseObject({ name: v.string(), namespace: v.optional(v.string()) }),
});
const deployment = v.object({
  spec: v.object({
    selector: v.object({ matchLabels: labels }),
    template: v.object({
      metadata: v.object({ labels }),
      spec: v.object({
        nodeSelector: labels,
        containers: v.array(
          v.object({
            args: v.array(v.string()),
            ports: v.array(v.object({ name: v.string(), containerPort: v.number() })),
            volumeMounts: v.array(v.object({ name: v.string(), mountPath: v.string() })),
          }),
        ),
        volumes: v.array(
          v.object({
            name: v.string(),
            configMap: v.optional(named),
            secret: v.optional(v.object({ secretName: v.string() })),
          }),
        ),
      }),
    }),
  }),
});
const service = v.object({
  spec: v.object({ selector: labels, ports: v.array(v.object({ port: v.number(), targetPort: v.string() })) }),
});
const binding = v.object({
  roleRef: v.object({ kind: v.string(), name: v.string() }),
  subjects: v.array(v.object({ kind: v.string(), name: v.string(), namespace: v.string() })),
});

type Resource = v.InferOutput<typeof object>;

/** The versions of the kinds that the manifests use, as Kubernetes 1.30 to 1.37 serve them. */
const versions: Record<string, string> = {
  ConfigMap: "v1",
  Deployment: "apps/v1",
  Namespace: "v1",
  NetworkPolicy: "networking.k8s.io/v1",
  Role: "rbac.authorization.k8s.io/v1",
  RoleBinding: "rbac.authorization.k8s.io/v1",
  Service: "v1",
  ServiceAccount: "v1",
};

/** Everything that does not fit together in a manifest. */
function faultsOf(text: string): string[] {
  const documents = parseAllDocuments(text);
  const faults = documents.flatMap(({ errors }) => errors.map(({ message }) => message));
  if (faults.length > 0) return faults;
  const all = documents.map((document) => v.parse(object, document.toJS()));
  return all.flatMap((one) => [
    ...(versions[one.kind] === one.apiVersion ? [] : [`${one.apiVersion} ${one.kind}`]),
    ...(one.kind === "Namespace" || isKnownNamespace(one.metadata.namespace, all) ? [] : [`namespace of ${one.metadata.name}`]),
    ...(one.kind === "Deployment" ? deploymentFaults(one, all) : []),
    ...(one.kind === "Service" ? serviceFaults(one, all) : []),
    ...(one.kind === "RoleBinding" ? bindingFaults(one, all) : []),
  ]);
}

/** The namespace of the runners is the reader's own. */
const isKnownNamespace = (name: string | undefined, all: readonly Resource[]) =>
  name === "runners" || all.some(({ kind, metadata }) => kind === "Namespace" && metadata.name === name);

const has = (all: readonly Resource[], kind: string, name: string, namespace: string | undefined) =>
  all.some((one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace);

const matches = (selector: Record<string, string>, found: Record<string, string>) =>
  Object.entries(selector).every(([key, value]) => found[key] === value);

function deploymentFaults(one: Resource, all: readonly Resource[]): string[] {
  const { selector, template } = v.parse(deployment, one).spec;
  const { containers, volumes, nodeSelector } = template.spec;
  const mounted = containers.flatMap(({ volumeMounts }) => volumeMounts);
  const files = containers.flatMap(({ args }) => args.flatMap((arg) => /^--(?:tls\w+|config)=(.*)$/.exec(arg)?.[1] ?? []));
  const missing = [
    ...mounted.flatMap(({ name }) => (volumes.some((volume) => volume.name === name) ? [] : [`volume ${name}`])),
    ...volumes.flatMap(({ name }) => (mounted.some((mount) => mount.name === name) ? [] : [`mount of ${name}`])),
    ...volumes.flatMap(({ configMap }) =>
      configMap === undefined || has(all, "ConfigMap", configMap.name, one.metadata.namespace)
        ? []
        : [`ConfigMap ${configMap.name}`],
    ),
    ...volumes.flatMap(({ secret }) =>
      secret === undefined || guide.includes(`kubectl create secret generic ${secret.secretName} `)
        ? []
        : [`Secret ${secret.secretName}`],
    ),
    ...files.filter((file) => !mounted.some(({ mountPath }) => file.startsWith(`${mountPath}/`))),
  ];
  const architecture = one.metadata.name.replace("buildkitd-", "");
  return [
    ...missing,
    ...(matches(selector.matchLabels, template.metadata.labels) ? [] : [`selector of ${one.metadata.name}`]),
    ...(nodeSelector["kubernetes.io/arch"] === architecture ? [] : [`architecture of ${one.metadata.name}`]),
  ];
}

function serviceFaults(one: Resource, all: readonly Resource[]): string[] {
  const { selector, ports } = v.parse(service, one).spec;
  const pods = all
    .filter(({ kind, metadata }) => kind === "Deployment" && metadata.namespace === one.metadata.namespace)
    .map((found) => v.parse(deployment, found).spec.template)
    .filter((template) => matches(selector, template.metadata.labels));
  const open = pods.flatMap(({ spec }) => spec.containers.flatMap((container) => container.ports));
  return [
    ...(pods.length === 1 ? [] : [`${pods.length} Deployments for the Service ${one.metadata.name}`]),
    ...ports.flatMap(({ port, targetPort }) =>
      open.some(({ name, containerPort }) => name === targetPort && containerPort === port) ? [] : [`port ${targetPort}`],
    ),
    ...ports.flatMap(({ port }) => {
      const address = `tcp://${one.metadata.name}.${one.metadata.namespace}.svc:${port}`;
      return guide.includes(address) ? [] : [`${address} is not in the guide`];
    }),
  ];
}

function bindingFaults(one: Resource, all: readonly Resource[]): string[] {
  const { roleRef, subjects } = v.parse(binding, one);
  return [
    ...(has(all, roleRef.kind, roleRef.name, one.metadata.namespace) ? [] : [`${roleRef.kind} ${roleRef.name}`]),
    ...subjects.flatMap(({ kind, name, namespace }) => (has(all, kind, name, namespace) ? [] : [`${kind} ${name}`])),
  ];
}

describe("the manifests for Kubernetes", () => {
  const manifests = readdirSync(folder).map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));

  test.each(manifests)("$name fits together, and the guide names it", ({ name, text }) => {
    expect(faultsOf(text)).toEqual([]);
    expect(guide).toContain(`kubectl apply --filename kubernetes/${name}`);
  });

  test.each([
    ["matchLabels: { app: buildkitd-arm64 }", "matchLabels: { app: other }", "selector of buildkitd-arm64"],
    ["kubernetes.io/arch: arm64", "kubernetes.io/arch: amd64", "architecture of buildkitd-arm64"],
    ["configMap: { name: buildkitd }", "configMap: { name: other }", "ConfigMap other"],
    ["secretName: buildkitd-tls", "secretName: other", "Secret other"],
    ["mountPath: /certs", "mountPath: /other", "/certs/ca.pem"],
    ["targetPort: buildkitd", "targetPort: other", "port other"],
    ["apiVersion: apps/v1", "apiVersion: apps/v2", "apps/v2 Deployment"],
    ["namespace: buildkit\n", "namespace: other\n", "namespace of buildkitd-amd64"],
  ])("%s planted as %s is found", (good, bad, fault) => {
    const { text } = manifests.find(({ name }) => name === "buildkitd.yml") ?? { text: "" };
    expect(faultsOf(text.replaceAll(good, bad))).toContain(fault);
  });

  test("both ways use the BuildKit of the manifest", () => {
    const images = [...[...manifests.map(({ text }) => text), guide].join("\n").matchAll(/moby\/buildkit:[\w.-]+/g)].map(
      ([image]) => image,
    );
    expect(new Set(images).size).toBe(1);
  });
});
