import * as v from "valibot";
import { parseAllDocuments } from "yaml";
import { loadConfiguration } from "../../src/core/config/index.ts";
import { findPins } from "../../src/core/pins/find.ts";

const { units } = loadConfiguration({
  text: "images: { squid: { context: . } }",
  file: "tagstream.yml",
  owner: "octo",
  kindOf: (file) => (file.endsWith("Dockerfile") ? "file" : "folder"),
  textOf: () => ({ text: "FROM x\n" }),
});

const named = v.strictObject({ name: v.string() });

/** Objects of other tools that say which image to take. They have no schema here, so this is what the guide may write. */
const policies = v.variant("kind", [
  v.strictObject({
    apiVersion: v.literal("image.toolkit.fluxcd.io/v1"),
    kind: v.literal("ImagePolicy"),
    metadata: named,
    spec: v.strictObject({
      imageRepositoryRef: named,
      filterTags: v.strictObject({ pattern: v.string() }),
      policy: v.strictObject({ alphabetical: v.strictObject({ order: v.literal("asc") }) }),
      digestReflectionPolicy: v.literal("Always"),
      interval: v.string(),
    }),
  }),
  v.strictObject({
    apiVersion: v.literal("argocd-image-updater.argoproj.io/v1alpha1"),
    kind: v.literal("ImageUpdater"),
    metadata: v.strictObject({ name: v.string(), namespace: v.string() }),
    spec: v.strictObject({
      applicationRefs: v.array(
        v.strictObject({
          namePattern: v.string(),
          images: v.array(
            v.strictObject({
              alias: v.string(),
              imageName: v.string(),
              commonUpdateSettings: v.strictObject({ updateStrategy: v.literal("digest") }),
            }),
          ),
        }),
      ),
    }),
  }),
]);

/** What is wrong with an example of a file that is deployed: it names an image that Tagstream pins, by tag and digest, or is a policy. */
export function pinnedFaults(text: string): string[] {
  const [document, ...others] = parseAllDocuments(text);
  if (others.length === 0 && v.safeParse(policies, document?.toJS()).success) return [];
  const { found, left, unread } = findPins(text, units);
  if (unread !== undefined) return [unread];
  return [
    ...(found.length === 0 ? ["neither"] : []),
    ...found.flatMap(({ line, tag = "", digest }) =>
      /^release-\d{8}-\d{4}$/.test(tag) && digest !== undefined ? [] : [`line ${line} of it is not pinned`],
    ),
    ...left.map(({ line, reason }) => `line ${line} of it is left: ${reason}`),
  ];
}
