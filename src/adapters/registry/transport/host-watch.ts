import { errorCode } from "./error-code.ts";
import { Progress } from "./pace.ts";
import { unreached } from "./retry.ts";
import { type Exchange, type HttpAnswer, type HttpRequest, readBody, sendsLong, TooLong } from "./transport.ts";
import { HostFault, hostFault } from "./unreachable.ts";

export interface WatchOptions {
  /** Milliseconds without an answer after which a host is asked whether it is there: 30 s. It has half as long to answer that. */
  silence?: number;
  /** Milliseconds for which a host that is down is not asked again after its first verdict: 30 s. Each further one doubles it, up to eight times as long. */
  downtime?: number;
  /** Called, at intervals of half of that, with what the run waits for. */
  onWait?: (line: string) => void;
}

/** Calls in a row that were too slow, with no whole answer in between: after these the host is. */
const maxSlow = 3;
/** Bytes: a long transfer that has moved these shows that its host is there. */
const signOfLife = 64 * 1024;

export interface HostWatch {
  /** The exchange, which fails at once with a host that is down. */
  exchange: Exchange;
  /** Runs work that retries: if no try reached the host, the host is down. */
  reaching<T>(work: () => Promise<T>): Promise<T>;
}

/** One exchange that has not ended. */
interface Call {
  progress: Progress;
  /** Whether its request is long, and whether its answer has begun and is. */
  sending: boolean;
  streaming: boolean;
  /** Bytes moved when the host was last known to be there. */
  before: number;
  abort(fault: HostFault): void;
}

/**
 * One verdict for each host, whatever the number of calls: one that answers nothing at all is down, calls in flight fail, and so do
 * later ones, until it is asked again some time after. One stalled call is not enough for that: before the verdict the host is asked for
 * something small over a connection of its own, and any whole answer shows that it is there.
 */
export function watchHosts(exchange: Exchange, probe: Exchange, options: WatchOptions = {}): HostWatch {
  const hosts = new Map<string, Host>();
  const origins = new WeakMap<object, string>();
  const hostOf = ({ origin }: URL): Host => {
    const known = hosts.get(origin) ?? new Host(new URL(origin), probe, options);
    hosts.set(origin, known);
    return known;
  };
  return {
    async exchange(request) {
      const host = hostOf(request.url);
      try {
        return await host.send(exchange, request);
      } catch (error) {
        if (typeof error === "object" && error !== null) origins.set(error, request.url.origin);
        throw error;
      }
    },
    async reaching(work) {
      const began = performance.now();
      try {
        return await work();
      } catch (error) {
        const origin = typeof error === "object" && error !== null ? origins.get(error) : undefined;
        if (origin !== undefined && unreached.has(errorCode(error))) {
          const url = new URL(origin);
          hostOf(url).nobodyThere(hostFault(url.host, error), began);
        }
        throw error;
      }
    },
  };
}

class Host {
  readonly #url: URL;
  readonly #probe: Exchange;
  readonly #silence: number;
  readonly #downtime: number;
  readonly #onWait: (line: string) => void;
  readonly #calls = new Set<Call>();
  #timer: NodeJS.Timeout | undefined;
  #probing = false;
  /** Since when no call was answered, and since when nothing showed that the host is there: a probe's answer does. */
  #waiting = 0;
  #silent = 0;
  #told = 0;
  #ended = Number.NEGATIVE_INFINITY;
  #heardAt = Number.NEGATIVE_INFINITY;
  #slow = 0;
  /** Verdicts since the last answer. */
  #verdicts = 0;
  #down: { fault: HostFault; until: number } | undefined;

  constructor(url: URL, probe: Exchange, { silence = 30_000, downtime = 30_000, onWait = () => {} }: WatchOptions) {
    this.#url = url;
    this.#probe = probe;
    this.#silence = silence;
    this.#downtime = downtime;
    this.#onWait = onWait;
  }

  async send(exchange: Exchange, request: HttpRequest): Promise<HttpAnswer> {
    if (this.#down && performance.now() < this.#down.until) throw this.#down.fault;
    const controller = new AbortController();
    const progress = new Progress();
    const abort = (fault: HostFault) => controller.abort(fault);
    const call: Call = { progress, sending: sendsLong(request), streaming: false, before: 0, abort };
    this.#begin(call);
    try {
      const answer = await exchange({ ...request, progress, signal: controller.signal });
      call.streaming = request.long === true;
      if (call.streaming) this.#heard();
      else answer.body.once("end", () => this.#heard());
      answer.body.once("close", () => {
        this.#end(call);
        this.#failed(request, answer.body.errored);
      });
      return answer;
    } catch (error) {
      this.#look(); // what is refused or broken off at once is never in flight when the timer looks
      this.#end(call);
      this.#failed(request, error);
      throw error;
    }
  }

  /** One that answers whether it is there, and nothing else in time, is down as well: not where less time was given than usual. */
  #failed({ patience = 1 }: HttpRequest, error: unknown): void {
    if (patience < 1 || this.#down || !(error instanceof HostFault)) return;
    if (++this.#slow >= maxSlow) this.#judge(error);
  }

  /** No try of a call reached the host, from `began` on. */
  nobodyThere(fault: HostFault, began: number): void {
    if (this.#heardAt < began) this.#judge(fault);
  }

  /** The host is down: calls in flight fail, and so do later ones. */
  #judge(fault: HostFault): void {
    const now = performance.now();
    if (this.#down && now < this.#down.until) return;
    this.#down = { fault, until: now + this.#downtime * 2 ** Math.min(3, this.#verdicts++) };
    for (const { abort } of this.#calls) abort(fault);
  }

  #begin(call: Call): void {
    const now = performance.now();
    // Between two tries of one call less time passes.
    if (this.#down || (this.#calls.size === 0 && now - this.#ended > this.#silence)) this.#restart(now);
    this.#down = undefined;
    this.#calls.add(call);
    this.#timer ??= setInterval(() => this.#look(), this.#silence / 60).unref();
  }

  #end(call: Call): void {
    this.#calls.delete(call);
    this.#ended = performance.now();
    if (this.#calls.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #restart(now: number): void {
    this.#waiting = now;
    this.#silent = now;
    this.#told = 0;
  }

  #heard(): void {
    this.#heardAt = performance.now();
    this.#restart(this.#heardAt);
    this.#verdicts = 0;
    this.#slow = 0;
  }

  #look(): void {
    if (this.#down) return;
    const now = performance.now();
    if (this.#isMoving()) this.#restart(now);
    const half = this.#silence / 2;
    if (Math.floor((now - this.#waiting) / half) > this.#told) {
      this.#told++;
      this.#onWait(`waiting for ${this.#url.host} to answer: ${(this.#told * half) / 1000} s …`);
    }
    // One that was down a moment ago is asked at once whether it is there again.
    if ((this.#verdicts > 0 || now - this.#silent >= this.#silence) && !this.#probing) void this.#examine();
  }

  /** Whether all that goes on is answers that have begun, which have limits of their own, or a long request goes on. */
  #isMoving(): boolean {
    const waiting = [...this.#calls].filter(({ streaming }) => !streaming);
    const moving = waiting.filter(({ sending, progress, before }) => sending && progress.moved - before >= signOfLife);
    for (const call of moving) call.before = call.progress.moved;
    return waiting.length === 0 || moving.length > 0;
  }

  async #examine(): Promise<void> {
    this.#probing = true;
    const since = this.#silent;
    const isThere = await this.#isThere();
    this.#probing = false;
    const now = performance.now();
    if (this.#silent !== since || this.#down) return; // it was heard from, or judged, meanwhile
    if (isThere) {
      this.#silent = now;
      this.#verdicts = 0;
      return;
    }
    const seconds = Math.round((now - this.#waiting) / 100) / 10;
    const remedy = "Check its health, and whether this network needs a proxy (HTTPS_PROXY)";
    this.#judge(new HostFault(this.#url.host, `cannot be reached: it did not answer for ${seconds} s. ${remedy}.`));
  }

  /** Whether it answers at all, whatever that is. */
  async #isThere(): Promise<boolean> {
    const signal = AbortSignal.timeout(this.#silence / 2);
    try {
      const answer = await this.#probe({ method: "GET", url: new URL("/v2/", this.#url), headers: {}, signal });
      await readBody(answer.body, signOfLife);
      return true;
    } catch (error) {
      return error instanceof TooLong;
    }
  }
}
