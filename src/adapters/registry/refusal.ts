import { type Code, type Failure, failure } from "../../core/lib/problems/problem.ts";
import { vendorOf } from "../../core/registries/host.ts";
import { vendors } from "../../core/registries/index.ts";
import type { Verb } from "../../core/registries/vendor.ts";
import { waitWords } from "../http/retry-after.ts";
import type { CredentialsFor } from "./auth/credentials.ts";
import { type KnownSecrets, printable } from "./auth/secrets.ts";
import type { RepositoryAddress } from "./reference.ts";
import { type Answer, isRefused, lacksPart, type OciError, ociErrors } from "./transport/answer.ts";
import { askedDelay } from "./transport/retry.ts";

/**
 * The refused operation: `push osg/xcache`, `read osg/xcache:25-el9-release`, `remove
 * osg/xcache:rc.release.pr-2`.
 */
export interface RefusedRequest {
  verb: Verb;
  /** Tag or digest, if the request named one. */
  reference?: string;
}

/**
 * Turns an unsuccessful answer into a Failure: what was refused, where, the registry's words, the
 * remedy.
 */
export type Refusals = (address: RepositoryAddress, request: RefusedRequest, answer: Answer) => Promise<Failure>;

/**
 * Shows only OCI error codes and messages from a body, filtered by `printable`: a registry, or a
 * proxy in front of it, may echo the request.
 */
export function createRefusals(credentialsFor: CredentialsFor, secrets: KnownSecrets): Refusals {
  return async (address, request, answer) => {
    const errors = ociErrors(answer) ?? [];
    const loggedIn = (await credentialsFor(address.registry)) !== undefined;
    const { code, text } = explain(address, request, answer, errors, loggedIn);
    const words = detailsOf(errors, secrets);
    return failure(code, words === "" ? text : `${text}\nThe registry says: ${words}`);
  };
}

/** `DENIED: requested access to the resource is denied`: at most two errors. */
function detailsOf(errors: readonly OciError[], secrets: KnownSecrets): string {
  const lines = errors.slice(0, 2).map(({ code, message }) => [code, message].filter((part) => part !== "").join(": "));
  return printable(lines.join("; "), secrets);
}

function explain(
  address: RepositoryAddress,
  request: RefusedRequest,
  answer: Answer,
  errors: readonly OciError[],
  loggedIn: boolean,
): { code: Code; text: string } {
  const { registry, name } = address;
  const { verb, reference } = request;
  const what = reference === undefined ? name : `${name}${reference.includes(":") ? "@" : ":"}${reference}`;
  const ofPush = verb === "push" ? explainPush(address, what, answer, errors) : undefined;
  if (ofPush) return ofPush;
  if (isRefused(answer)) return explainDenied(address, request, answer, what, loggedIn);
  if (answer.status === 404) {
    const text = ociErrors(answer)
      ? `${registry} has no project or repository for ${name}. ${vendorOf(registry)?.create ?? "Create it"}, then run again.`
      : `${registry} does not behave like a registry (404 to ${verb} ${what}). Correct the name in \`registries\`.`;
    return { code: ociErrors(answer) ? "registry-missing" : "registry-invalid", text };
  }
  if (answer.status === 429) return { code: "registry-failed", text: limitWords(registry, answer, loggedIn) };
  const who = answer.tokenService ? `${answer.url.host}, the registry's token service,` : registry;
  return { code: "registry-failed", text: `${who} answered ${answer.status} to ${verb} ${what}.${afterFault(answer)}` };
}

/** The remedy for a server's fault. */
function afterFault(answer: Answer): string {
  if (answer.status < 500) return "";
  const wait = askedWait(answer);
  return wait === undefined ? " Check its health, then run again." : ` It asks clients to wait ${wait}: run again then.`;
}

/** Faults that only a push can have. */
function explainPush(
  { registry, name }: RepositoryAddress,
  what: string,
  answer: Answer,
  errors: readonly OciError[],
): { code: Code; text: string } | undefined {
  if (isImmutable(answer, errors)) {
    return {
      code: "registry-immutable",
      text: `${registry} refused to overwrite ${what}: a rule makes the tag immutable. Limit the rule to timestamp tags.`,
    };
  }
  if (lacksPart(answer)) {
    return {
      code: "registry-failed",
      text: `${registry} answered ${answer.status} to push ${what}: it cannot find a layer or manifest of this image. Run again. If it fails again, check the registry's storage.`,
    };
  }
  if (answer.status !== 405) return undefined;
  return {
    code: "registry-denied",
    text: `${registry} accepts no push to ${name}: it is read-only, or a cache of another registry.`,
  };
}

/** The registry's rate limit, and when to run again, as far as its answer says. */
function limitWords(registry: string, answer: Answer, loggedIn: boolean): string {
  const wait = askedWait(answer);
  const [, requests, window] = /^\s*(\d+)\s*;\s*w=(\d+)/.exec(String(answer.headers["ratelimit-limit"] ?? "")) ?? [];
  const limit = requests === undefined ? "" : ` (${requests} in ${Math.round(Number(window) / 360) / 10} h)`;
  const until = wait === undefined ? ", and still did after every retry" : ` and asks clients to wait ${wait}`;
  const account = loggedIn ? "" : ", or log in for a higher limit";
  return `${registry} limits requests${limit}${until}: run again ${wait === undefined ? "later" : "then"}${account}.`;
}

function askedWait({ headers }: Answer): string | undefined {
  const now = new Date();
  const delay = askedDelay(headers, now);
  return delay === undefined || delay === 0 ? undefined : waitWords(delay, now);
}

function explainDenied(
  { registry, name }: RepositoryAddress,
  { verb }: RefusedRequest,
  answer: Answer,
  what: string,
  loggedIn: boolean,
): { code: Code; text: string } {
  if (!loggedIn) {
    const text = `${registry} refused to ${verb} ${what}: Tagstream found no login for it. Add docker/login-action for ${registry} before this step, or run \`docker login ${registry}\`.`;
    return { code: "registry-login", text };
  }
  const basic = /^basic\b/i.test(answer.headers["www-authenticate"] ?? "");
  if (answer.status === 401 && (answer.tokenService || basic)) {
    const text = `${registry} rejected the login to ${verb} ${what}. The password or token is wrong or has expired. Renew the secret, then log in again.`;
    return { code: "registry-login", text };
  }
  return { code: "registry-denied", text: `${registry} refused to ${verb} ${what}: ${remedy(registry, name, verb)}` };
}

/** How to get the missing right. */
function remedy(registry: string, name: string, verb: Verb): string {
  const grant = vendorOf(registry)?.grant;
  if (grant) return grant(verb, name);
  return `the login lacks the right to ${verb}. Grant it in the registry${verb === "push" ? ", and check that the project exists" : ""}.`;
}

/** Whether a rule for immutable tags explains the refusal: by common wording, or a vendor's own. */
export function isImmutable({ status }: Pick<Answer, "status">, errors: readonly OciError[]): boolean {
  if (![400, 403, 405, 409, 412].includes(status)) return false;
  const words = errors.map(({ code, message }) => `${code} ${message}`).join("\n");
  if (/immutab|cannot be overwritten|overwrit\w* is not allowed/i.test(words)) return true;
  return vendors.some((vendor) => vendor.isImmutable?.(status, words));
}
