import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Asked, isEffect, isListing, isOfTag, isOfTimestampTag, mayBeStale, readAsked } from "./asked.ts";
import type { Answer } from "./behind.ts";
import { type Fault, failAfter, failBefore } from "./faults.ts";
import { type Login, ProxyClient } from "./proxy-client.ts";
import { createRandom, type Random } from "./random.ts";
import { digestOf, Upstream } from "./upstream.ts";

/** A tag that a registry has accepted. */
export interface TagWrite {
  repository: string;
  tag: string;
  digest: string;
}

export interface FaultProxy {
  /** `127.0.0.1:PORT`. */
  host: string;
  /** Every tag that was written, in order, whoever was told of it. */
  writes: TagWrite[];
  /** Requests that change something: puts, and the beginnings of uploads. */
  effects: number;
  /** Requests that something was let go wrong with, ever. */
  disturbed: number;
  /** How likely a request goes wrong, and how: none at first. */
  trouble: { probability: number; kinds: readonly Fault[] };
  /** Called before an effect is passed on, and once the registry has answered it, with its number from 1. `true`: it is lost there. */
  onEffect: (moment: "before" | "after", number: number) => boolean;
  /** From this many requests on, nothing is answered but 503. */
  deadAfter: number;
  /** Tags that its listings do not show yet. */
  hidden: (tag: string) => boolean;
  /** A status that stays, whatever is tried: of a scanner's policy, or a limit of pulls. `reference` is a tag or a digest. */
  refusal: (asked: { method: string; repository: string; reference: string }) => number | undefined;
  /** Refuses another digest under a timestamp tag, as a registry with a rule for that does. */
  immutable: boolean;
  reset(): void;
  /** Resolves once the registry has answered everything that was passed on, whoever is still there to hear it. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** `host:port` of the real registry, or one of this process. */
  registry: string;
  /** What goes wrong with a request follows from this, from what it asks for, and how often that was asked: not from who came first. */
  seed: number;
  /** What it asks for; it is not passed on. */
  login: Login;
}

/** Stands before a registry, asks for a login, and lets what a seed chooses go wrong. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const proxy = new RunningProxy(options);
  await proxy.listen();
  return proxy;
}

class RunningProxy implements FaultProxy {
  host = "";
  readonly writes: TagWrite[] = [];
  effects = 0;
  disturbed = 0;
  trouble: FaultProxy["trouble"] = { probability: 0, kinds: [] };
  onEffect: FaultProxy["onEffect"] = () => false;
  deadAfter = Number.POSITIVE_INFINITY;
  hidden: FaultProxy["hidden"] = () => false;
  refusal: FaultProxy["refusal"] = () => undefined;
  immutable = false;

  readonly #options: FaultProxyOptions;
  readonly #upstream: Upstream;
  readonly #server: Server;
  #requests = 0;
  /** How often each thing was asked for. */
  readonly #counts = new Map<string, number>();
  /** The latest answers to what may be stale. */
  readonly #former = new Map<string, Answer>();

  constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#upstream = new Upstream(options.registry);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => request.socket.destroy());
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.effects = 0;
    this.trouble = { probability: 0, kinds: [] };
    this.onEffect = () => false;
    this.deadAfter = Number.POSITIVE_INFINITY;
    this.hidden = () => false;
    this.refusal = () => undefined;
    this.#requests = 0;
  }

  quiet(): Promise<void> {
    return this.#upstream.quiet();
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const client = new ProxyClient(request, response, this.#options.login);
    const asked = await readAsked(request);
    if (!client.isLoggedIn)
      return client.refuse(401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="chaos, with a comma"' });
    const random = this.#chanceFor(asked);
    if (++this.#requests > this.deadAfter) {
      this.disturbed++;
      return client.refuse(503, "UNAVAILABLE");
    }
    const effect = isEffect(asked) ? ++this.effects : undefined;
    if (effect !== undefined && this.onEffect("before", effect)) return client.cut();
    const { method, repository, reference } = asked;
    const refused = reference === "" ? undefined : this.refusal({ method, repository, reference });
    if (refused !== undefined) return client.refuse(refused, refused === 404 ? "MANIFEST_UNKNOWN" : "DENIED");
    const fault = this.#faultFrom(random);
    if (fault !== undefined) this.disturbed++;
    if (failBefore(fault, client)) return;
    const found = await this.#passOn(asked);
    if (effect !== undefined && this.onEffect("after", effect)) return client.cut();
    if (failAfter(fault, client)) return;
    client.send(this.#spoilt(found, asked, fault, random), fault === "truncated");
  }

  #chanceFor({ method, url }: Asked): Random {
    const what = `${method} ${url.replace(/^\/v2\/[^/]+/, "").replace(/uploads\/.*/, "uploads")}`;
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    return createRandom(createHash("sha256").update(`${this.#options.seed} ${count} ${what}`).digest().readUInt32LE());
  }

  #faultFrom(random: Random): Fault | undefined {
    const { probability, kinds } = this.trouble;
    return random.chance(probability) && kinds.length > 0 ? random.pick(kinds) : undefined;
  }

  async #passOn(asked: Asked): Promise<Answer> {
    const isTagPut = isOfTag(asked) && asked.method === "PUT";
    const isRuled = this.immutable && isTagPut && isOfTimestampTag(asked);
    const found = await (isRuled ? this.#upstream.passUnlessTaken(asked) : this.#upstream.pass(asked));
    if (isTagPut && found.status === 201)
      this.writes.push({ repository: asked.repository, tag: asked.reference, digest: digestOf(asked.body) });
    return found;
  }

  /** The answer as the client gets it: of before, without hidden tags, or with one byte altered. */
  #spoilt(found: Answer, asked: Asked, fault: Fault | undefined, random: Random): Answer {
    const answer = this.#staleOr(found, asked, fault);
    const isList = isListing(asked) && answer.status === 200;
    const body = isList ? withoutHidden(answer.body, this.hidden) : answer.body;
    if (fault !== "altered" || body.length === 0 || asked.method !== "GET") return { ...answer, body };
    const altered = Buffer.from(body);
    altered[random.below(altered.length)] = 0x7e;
    return { ...answer, body: altered };
  }

  #staleOr(found: Answer, asked: Asked, fault: Fault | undefined): Answer {
    if (!mayBeStale(asked)) return found;
    const key = `${asked.method} ${asked.url}`;
    if (fault === "stale") return this.#former.get(key) ?? found;
    this.#former.set(key, found);
    return found;
  }
}

function withoutHidden(body: Buffer, hidden: (tag: string) => boolean): Buffer {
  const list = JSON.parse(body.toString()) as { name: string; tags: string[] | null };
  return Buffer.from(JSON.stringify({ ...list, tags: list.tags?.filter((tag) => !hidden(tag)) ?? null }));
}
