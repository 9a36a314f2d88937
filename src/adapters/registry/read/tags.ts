import * as v from "valibot";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { Access } from "../auth/scope.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isAbsent, isOk, mayPass, ociErrors, parseJson } from "../transport/answer.ts";
import { readMaybeHidden } from "./hidden.ts";
import { nextPage, underOwnPath } from "./next-page.ts";

const pageSchema = v.object({ tags: v.nullish(v.array(v.string()), []) });

/** Stop after this many pages in a row without a new tag: the list has no end. */
const maxBarren = 10;

export interface ListLimits {
  pages: number;
  /** Of all pages together. */
  bytes: number;
  /** Milliseconds after which to ask for no further page. */
  time: number;
}

/**
 * Room for a million tags in pages of 1,000, or 100,000 in pages of 50. The largest repository
 * known has 135,000, in 136 pages.
 */
const usualLimits: ListLimits = { pages: 2000, bytes: 64 * 1024 * 1024, time: 300_000 };

/**
 * All tags, page by page. Never returns an incomplete list: existing tags would look free.
 * Registries differ: some ignore `n`, some refuse it, some do not sort, some answer `null`; a page
 * may repeat tags of the one before.
 */
export async function listTags(
  session: RegistrySession,
  address: RepositoryAddress,
  pageSize = 1000,
  limits: ListLimits = usualLimits,
): Promise<string[]> {
  const progress = new ListProgress(address, limits);
  let access: Access = "pull";
  let answer = await readMaybeHidden(session, address, (granted) => {
    access = granted;
    return firstPage(session, address, granted, pageSize);
  });
  if (answer === undefined || isAbsent(answer)) return [];
  for (;;) {
    if (!isOk(answer)) throw await session.refusal(address, { verb: "read" }, answer);
    const page = parseJson(answer, pageSchema);
    if (!page) throw invalid(address, "no list of tags");
    progress.add(page.tags);
    const next = nextPage(address, answer);
    if (next === undefined) return [...progress.tags];
    progress.goOn(next, answer);
    answer = await furtherPage(session, address, next, access);
  }
}

/** The part of a list read so far, and whether more may follow. */
class ListProgress {
  readonly tags = new Set<string>();
  readonly #address: RepositoryAddress;
  readonly #limits: ListLimits;
  readonly #began = performance.now();
  readonly #seen = new Set<string>();
  #barren = 0;
  #bytes = 0;

  constructor(address: RepositoryAddress, limits: ListLimits) {
    this.#address = address;
    this.#limits = limits;
  }

  add(page: readonly string[]): void {
    const before = this.tags.size;
    for (const tag of page) this.tags.add(tag);
    this.#barren = this.tags.size > before ? 0 : this.#barren + 1;
  }

  /** @throws Failure `registry-invalid` for a list without end */
  goOn(next: URL, { body }: Answer): void {
    if (this.#seen.has(next.href) || this.#barren >= maxBarren) {
      throw invalid(this.#address, "the same page of tags over and over");
    }
    this.#seen.add(next.href);
    this.#bytes += body.length;
    const time = performance.now() - this.#began;
    const excess = excessOf({ pages: this.#seen.size, bytes: this.#bytes, time }, this.#limits);
    if (excess !== undefined) throw endless(this.#address, excess);
  }
}

/** Asks for a page size, which saves pages; without one if the registry refuses that. */
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

/**
 * Whether the page size may explain a refusal: not for login errors, passing errors, or an absent
 * repository.
 */
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

/** The limit that the list has reached while more is to come. */
function excessOf({ pages, bytes, time }: ListLimits, limits: ListLimits): string | undefined {
  if (pages >= limits.pages) return `${limits.pages.toLocaleString("en")} pages`;
  if (bytes > limits.bytes) return `${limits.bytes.toLocaleString("en")} bytes`;
  return time > limits.time ? `${limits.time / 1000} s` : undefined;
}

function endless({ registry, name }: RepositoryAddress, limit: string): Error {
  return failure(
    "registry-invalid",
    `${registry} did not end its list of tags for ${name} within ${limit}. Tagstream discarded the list. Remove unused tags, or check the proxy in front of the registry.`,
  );
}

function invalid(address: RepositoryAddress, what: string): Error {
  return failure("registry-invalid", `${address.registry} answered with ${what} for ${address.name}. Tagstream discarded it.`);
}
