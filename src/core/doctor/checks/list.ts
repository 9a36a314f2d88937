/** The checks of the doctor, in the order of its table: one line for each file in this folder. */
import type { Check } from "../check.ts";
import { actionReferences } from "./action-references.ts";
import { buildContexts } from "./build-contexts.ts";
import { builder } from "./builder.ts";
import { checkoutDepth } from "./checkout-depth.ts";
import { concurrency } from "./concurrency.ts";
import { configuration } from "./configuration.ts";
import { emulation } from "./emulation.ts";
import { floatingBases } from "./floating-bases.ts";
import { freshness } from "./freshness.ts";
import { holds } from "./holds.ts";
import { permissions } from "./permissions.ts";
import { registryLogin } from "./registry-login.ts";
import { registryPush } from "./registry-push.ts";
import { registryRead } from "./registry-read.ts";
import { registryRemove } from "./registry-remove.ts";
import { requiredChecks } from "./required-checks.ts";
import { schedule } from "./schedule.ts";
import { tagRules } from "./tag-rules.ts";
import { writtenWorkflow } from "./written-workflow.ts";

export const checks: readonly Check[] = [
  configuration,
  checkoutDepth,
  builder,
  emulation,
  registryRead,
  registryLogin,
  registryPush,
  registryRemove,
  tagRules,
  writtenWorkflow,
  permissions,
  schedule,
  concurrency,
  requiredChecks,
  actionReferences,
  floatingBases,
  buildContexts,
  holds,
  freshness,
];
