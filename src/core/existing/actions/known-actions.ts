import type { StepResult } from "../jobs/run.ts";
import { bakeStep } from "./bake-action.ts";
import { buildPushStep } from "./build-push-action.ts";
import { loginStep, otherLogin } from "./login-action.ts";
import { metadataStep } from "./metadata-action.ts";
import type { Step } from "./step.ts";
import { unsupported } from "./unsupported.ts";

/** What a step with an action does. */
export type ActionStep = (step: Step) => StepResult;

/** The actions that build, name and publish images. All others only have outputs that are unknown. */
export const knownActions: ReadonlyMap<string, ActionStep> = new Map<string, ActionStep>([
  ["docker/metadata-action", metadataStep],
  ["crazy-max/ghaction-docker-meta", metadataStep],
  ["docker/build-push-action", buildPushStep],
  ["docker/bake-action", bakeStep],
  ["docker/login-action", loginStep],
  ["aws-actions/amazon-ecr-login", otherLogin("credentials of AWS")],
  ["google-github-actions/auth", otherLogin("credentials of Google Cloud")],
  ["azure/docker-login", otherLogin("azure/docker-login")],
  ["azure/login", otherLogin("credentials of Azure")],
  ["redhat-actions/podman-login", otherLogin("redhat-actions/podman-login")],
  ["prometheus/promci/publish_main", unsupported("publishes")],
  ["prometheus/promci/publish_release", unsupported("publishes")],
  ["home-assistant/builder", unsupported("builds and publishes")],
  ["redhat-actions/buildah-build", unsupported("builds")],
  ["redhat-actions/push-to-registry", unsupported("publishes")],
  ["mr-smithers-excellent/docker-build-push", unsupported("builds and publishes")],
  ["elgohr/publish-docker-github-action", unsupported("builds and publishes")],
  ["aevea/action-kaniko", unsupported("builds and publishes")],
  ["int128/kaniko-action", unsupported("builds and publishes")],
  ["depot/build-push-action", buildPushStep],
  ["depot/bake-action", bakeStep],
  ["akhilerm/tag-push-action", unsupported("publishes further tags")],
  ["int128/docker-manifest-create-action", unsupported("publishes further tags")],
  ["noelware/docker-manifest-action", unsupported("publishes further tags")],
]);
