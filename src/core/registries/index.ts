import { azure } from "./azure.ts";
import { distribution } from "./distribution.ts";
import { dockerHub } from "./docker-hub.ts";
import { ecr } from "./ecr.ts";
import { ghcr } from "./ghcr.ts";
import { gitlab } from "./gitlab.ts";
import { google } from "./google.ts";
import { harbor } from "./harbor.ts";
import { quay } from "./quay.ts";
import type { Vendor } from "./vendor.ts";
import { zot } from "./zot.ts";

/** The registries that Tagstream knows. Where several could fit an answer, the first one does. */
export const vendors: readonly Vendor[] = [ghcr, dockerHub, quay, harbor, ecr, google, azure, gitlab, distribution, zot];
