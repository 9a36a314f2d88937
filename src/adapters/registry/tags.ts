import * as v from "valibot";
import { failure } from "../../core/lib/problem.ts";
import { type Answer, isAbsent, isOk, mayPass, ociErrors, parseJson } from "./answer.ts";
import { readMaybeHidden } from "./hidden.ts";
import { nextPage, underOwnPath } from "./next-page.ts";
import type { RepositoryAddress } from "./reference.ts";
import type { RegistrySession } from "./registry-session.ts";
import type { Access } from "./scope.ts";

const pageSchema = v.object({ tags: v.nullish(v.array(v.string()), []) });

/** Pages in a row that have no tag which was not on one before: after these, a list that still goes on has no end. */
const maxBarren = 10;

export interface ListLimits {
  pages: number;
  /** Of all pages together. */
  bytes: number;
  /** Milliseconds after which no further page is asked for. */
  time: number;
}

/** Room for a million tags in pages of 1,000, and for 100,000 in pages of 50: the largest repository known has 135,000, in 136 pages. */
const usualLimits: ListLimits = { pages: 2000, bytes: 64 * 1024 * 1024, time: 300_000 };

/**
 * All tags, page by page. A list that is not complete is never returned: it would make what exists look free.
 * Registries differ: some ignore `n`, some refuse it, some do not sort, some answer `null`; a page may repeat what the one before it had.
 */
export async function listTags(
  session: RegistrySession,
  address: RepositoryAddress,
  pageSize = 1000,
  limits: ListLimits = usualLimits,
): Promise<string[]> {
  const began = performance.now();
  let access: Access = "pull";
  let answer = await readMaybeHidden(session, address, (granted) => {
    access = granted;
    return firstPage(session, address, granted, pageSize);
  });
  if (answer === undefined || isAbsent(answer)) return [];
  const tags = new Set<string>();
  const seen = new Set<string>();
  let [barren, bytes] = [0, 0];
  for (;;) {
    if (!isOk(answer)) throw await session.refusal(address, { verb: "read" }, answer);
    const page = parseJson(answer, pageSchema);
    if (!page) throw invalid(address, "no list of tags");
    const before = tags.size;
    for (const tag of page.tags) tags.add(tag);
    barren = tags.size > before ? 0 : barren + 1;
    const next = nextPage(address, answer);
    if (next === undefined) return [...tags];
    if (seen.has(next.href) || barren >= maxBarren) throw invalid(address, "the same page of tags over and over");
    seen.add(next.href);
    bytes += answer.body.length;
    const excess = excessOf({ pages: seen.size, bytes, time: performance.now() - began }, limits);
    if (excess !== undefined) throw endless(address, excess);
    answer = await furtherPage(session, address, next, access);
  }
}

/** With a number of tags, which saves pages; without it where the registry refuses that. */
async function firstPage(
  session: RegistrySession,
  address: RepositoryAddress,
  access: Access,
  pageSize: number,
): Promise<Answer> {
  const ask = (query: string) => session.call(address, { method: "GET", path: `tags/list${query}`, access });
  if (session.withoutNumber.has(address.origin)) return ask("");
  const answer = await ask(`?n=${pageSize}`);
  if (!mayRefuseNumber(answer)) return answer;
  const plain = await ask("");
  if (isOk(plain)) session.withoutNumber.add(address.origin);
  return plain;
}

/** Refusals that the login explains, and what passes, are not for the number; nor is a repository that is not there. */
function mayRefuseNumber(answer: Answer): boolean {
  const { status } = answer;
  if (answer.tokenService || status < 400 || status === 401 || status === 403 || mayPass(answer)) return false;
  return status !== 404 || !ociErrors(answer)?.some(({ code }) => code === "NAME_UNKNOWN");
}

async function furtherPage(session: RegistrySession, address: RepositoryAddress, page: URL, access: Access): Promise<Answer> {
  const ask = (path: URL) => session.call(address, { method: "GET", path, access });
  const answer = await ask(page);
  const own = underOwnPath(address, page);
  return isOk(answer) || mayPass(answer) || own === undefined ? answer : ask(own);
}

/** What of a list's limits is reached, when there is still more to come. */
function excessOf({ pages, bytes, time }: ListLimits, limits: ListLimits): string | undefined {
  if (pages >= limits.pages) return `${limits.pages.toLocaleString("en")} pages`;
  if (bytes > limits.bytes) return `${limits.bytes.toLocaleString("en")} bytes`;
  return time > limits.time ? `it could give in ${limits.time / 1000} s` : undefined;
}

function endless({ registry, name }: RepositoryAddress, limit: string): Error {
  return failure(
    "registry-invalid",
    `${registry} has more tags of ${name} than ${limit}. Tagstream discarded the list. Remove unused tags, or check the proxy before the registry.`,
  );
}

function invalid(address: RepositoryAddress, what: string): Error {
  return failure("registry-invalid", `${address.registry} answered with ${what} for ${address.name}. Nothing of it was used.`);
}
