import type { Aged } from "../freshness/age.ts";
import type { RebuildWorkflow } from "../freshness/workflow.ts";
import type { Hold } from "../holds/hold.ts";
import type { Problem } from "../lib/problems/problem.ts";
import type { TagRule } from "../lib/tag-rule.ts";
import type { Unit } from "../unit/unit.ts";
import type { Answer } from "./answer.ts";
import type { BranchRules } from "./branch-rules.ts";
import type { CommandNeeds } from "./workflows/command-needs.ts";
import type { DoctorWorkflow } from "./workflows/workflow.ts";

/** The configuration, as far as checks need it. */
export interface ConfigurationFacts {
  /** Without those that follow another: nothing builds them. */
  units: readonly Unit[];
  /** Platforms with a runner of their own. */
  nativePlatforms: readonly string[];
  warnings: readonly Problem[];
  /** Whether `prune` has rules. */
  hasRetention: boolean;
}

/** What one repository of a registry answers. */
export interface RegistryFacts {
  /** `ghcr.io/octo/squid`. */
  repository: string;
  hasLogin: boolean;
  /** `true`, or the refusal for people. */
  read: Answer<true | string>;
  push: Answer<true | string>;
  remove: Answer<true | string>;
  /** The rules about tags there; undefined for a registry that has none. */
  tagRules: Answer<readonly TagRule[] | undefined>;
}

/** The builder of this machine. */
export type BuilderFacts = { platforms: readonly string[] } | { problem: Problem };

/** A base image that a Dockerfile names by a tag. */
export interface BaseReference {
  image: string;
  /** In full: `docker.io/library/almalinux:9`. */
  reference: string;
  file: string;
  line?: number;
}

/** An image whose build receives the whole repository. */
export interface WholeContext {
  image: string;
  /** How many files the commit has. */
  files: number;
}

/** A workflow that `init` wrote, and that differs from what it writes now. */
export interface WrittenWorkflow {
  /** `.github/workflows/images.yml`. */
  file: string;
  /** Why it cannot be compared, as a clause. */
  why?: string;
}

/** All that the checks look at. Each part may be unknown, which never hides the others. */
export interface Facts {
  now: Date;
  /** Where doctor runs: a machine of a person has other logins and builders than the workflows. */
  at: "action" | "command line";
  /** Path of the configuration. */
  config: string;
  defaultBranch: string;
  configuration: Answer<ConfigurationFacts | { problems: readonly Problem[] }>;
  commands: readonly CommandNeeds[];
  workflows: Answer<readonly DoctorWorkflow[]>;
  /** Those that `init` wrote and that do something else than it would write now. */
  written: Answer<readonly WrittenWorkflow[]>;
  isShallow: Answer<boolean>;
  builder: Answer<BuilderFacts>;
  /** The platforms among the units' that containers cannot run on here. */
  cannotRun: Answer<readonly string[]>;
  registries: readonly RegistryFacts[];
  /** What GitHub says of the workflows that rebuild on a schedule. */
  schedules: readonly { file: string; workflow: Answer<RebuildWorkflow> }[];
  branchRules: Answer<BranchRules>;
  holds: Answer<readonly Hold[]>;
  ages: Answer<readonly Aged[]>;
  bases: Answer<readonly BaseReference[]>;
  wholeContexts: Answer<readonly WholeContext[]>;
}

/** The configuration's units; none of one that is unreadable: its own check says why. */
export function unitsOf({ configuration }: Pick<Facts, "configuration">): readonly Unit[] {
  return "known" in configuration && "units" in configuration.known ? configuration.known.units : [];
}
