import type { TagRule } from "../lib/tag-rule.ts";

/** What a client may ask a registry for. */
export type Verb = "push" | "read" | "remove";

/** The parts of a refused removal that can identify the registry. */
export interface RefusedRemoval {
  status: number;
  /** The OCI error codes in the answer, such as `DIGEST_INVALID`. */
  codes: readonly string[];
  /** True if the token service refused, not the registry. */
  byTokenService: boolean;
}

/** Several hosts of one registry, and Docker's use of each. */
export interface HostNames {
  /** The host that people write and read: `docker.io`. */
  shown: string;
  /** Other spellings of the same registry. */
  aliases: readonly string[];
  /** The host that serves the registry's API. */
  api: string;
  /** The key of its login in Docker's `config.json`, and for credential helpers. */
  login: string;
  /**
   * The namespace of names with a single part: `docker.io/debian` is `docker.io/library/debian`.
   */
  defaultNamespace: string;
}

/** How a client logs in to a vendor's own API. */
export interface TokenLogin {
  path: string;
  body(username: string, password: string): object;
  /** The token in the answer; undefined if the answer holds none. */
  token(answer: unknown): string | undefined;
}

/** A vendor's API that removes one tag and nothing else. */
export interface TagApi {
  /** Its address; if absent, the registry's own. */
  origin?: string;
  /** `basic`: send the login with each request. Otherwise, exchange the login for a token. */
  login: "basic" | TokenLogin;
  path(name: string, tag: string): string;
  /**
   * Why the tag stays, as a clause. Undefined if the vendor has no single reason for the status.
   */
  whyKept(status: number, at: { registry: string; name: string }): string | undefined;
}

/**
 * How a registry removes one tag and no other.
 * - delete: `DELETE` of the tag, by the OCI distribution specification; `access` if its token
 *   service grants no right to remove, `path` if the tag has another address below the host
 * - api: an API of the vendor's own
 * - github-packages: move the tag to an empty index, then remove that version by GitHub's API
 * - placeholder: move the tag to an empty index, then remove that index by its digest
 */
export type TagRemoval =
  | { by: "delete"; access?: "pull,push"; path?(name: string, tag: string): string }
  | { by: "api"; api: TagApi }
  | { by: "github-packages"; apiUrl(host: string, ownUrl: string | undefined): string | undefined }
  | { by: "placeholder" };

/**
 * How images without tags go, for a registry that otherwise keeps them for ever.
 * - delete: `DELETE` of the digest, by the OCI distribution specification. The registry itself
 *   refuses while a tag or another image needs it; `whyKept` explains a refusal, as a clause
 * - github-packages: GitHub's API, which also lists them
 */
export type UntaggedRemoval =
  | { by: "delete"; whyKept(status: number): string | undefined }
  | Extract<TagRemoval, { by: "github-packages" }>;

/**
 * A vendor's API that tells the rules which make tags immutable. Nothing but the command `doctor` asks
 * it.
 */
export interface TagRulesApi {
  /** Its address; if absent, the registry's own. */
  origin?: string;
  /** `basic` and `bearer`: send the login, or its password. Otherwise, exchange it for a token. */
  login: "basic" | "bearer" | TokenLogin;
  /** The right to ask it, for people. */
  right: string;
  /** Undefined if it knows no such repository. */
  path(name: string, host: string): string | undefined;
  /** The rules in its answer for a repository; undefined if it is none. */
  rules(answer: unknown, name: string): readonly TagRule[] | undefined;
  /** A rule there covers all tags or none: it cannot protect timestamps alone. */
  allOrNothing?: true;
}

/** How to learn a registry's rules about tags: by its API, or only on a page for people. */
export type TagRules = { by: "api"; api: TagRulesApi } | { by: "page"; where: string };

/** How to recognize software that runs under any host, after it has refused to remove a tag. */
export type Sign =
  | { by: "refusal"; fits(refused: RefusedRemoval): boolean }
  | { by: "page"; path: string; fits(json: unknown): boolean };

/**
 * All that Tagstream knows about one registry, as pure data and functions for the core. The OCI
 * distribution specification applies to everything that a vendor leaves out.
 */
export interface Vendor {
  /** The name of its page, docs/registries/NAME.md, and of its file here. */
  page: string;
  /** The secrets that people usually keep its login in, by name. */
  workflowSecrets?: { username: string; password: string };
  /** Its name in messages. */
  title: string;
  /** An entry of `registries` for it. */
  example: string;
  /**
   * Its hosts, in lower case, without the default port. Absent for software that runs under any
   * host.
   */
  hosts?: RegExp;
  names?: HostNames;
  /**
   * The path between host and image, in words, for a registry that forbids pushes right under the
   * host.
   */
  namespace?: string;
  /** The registry that belongs to a GitHub server's host, if it is this vendor's. */
  ofGitHubServer?(host: string): string | undefined;
  /**
   * How to get the missing right for a request: whole sentences. Every vendor with `hosts` has it.
   */
  grant?(verb: Verb, name: string): string;
  /** How to create a repository, for a registry in which a push does not: an imperative clause. */
  create?: string;
  /**
   * Whether a refused push means that a rule makes the tag immutable, besides the words that all
   * registries share.
   */
  isImmutable?(status: number, words: string): boolean;
  /** A header that asks clients to wait until a Unix time, beside `Retry-After`. */
  waitUntilHeader?: string;
  removal: TagRemoval;
  /** Absent for a registry that frees images without tags itself, by its garbage collection. */
  untagged?: UntaggedRemoval;
  sign?: Sign;
  /** Absent for a registry that cannot make a tag immutable. */
  tagRules?: TagRules;
}
