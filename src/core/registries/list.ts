/** The known registries: one line for each file in this folder. */
export { azure } from "./azure.ts";
export { distribution } from "./distribution.ts";
export { dockerHub } from "./docker-hub.ts";
export { ecr } from "./ecr.ts";
export { ghcr } from "./ghcr.ts";
export { gitlab } from "./gitlab.ts";
export { google } from "./google.ts";
export { harbor } from "./harbor.ts";
export { quay } from "./quay.ts";
export { zot } from "./zot.ts";
