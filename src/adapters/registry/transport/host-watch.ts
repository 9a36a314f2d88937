import { errorCode } from "./error-code.ts";
import { Progress } from "./pace.ts";
import { unreached } from "./retry.ts";
import { type Exchange, type HttpAnswer, type HttpRequest, readBody, sendsLong, TooLong } from "./transport.ts";
import { HostFault, hostFault } from "./unreachable.ts";

export interface WatchOptions {
  /**
   * Milliseconds without an answer before a probe asks the host: 30 s. The probe may take half as
   * long.
   */
  silence?: number;
  /**
   * Milliseconds before a new attempt at a host that is down: 30 s. Each further verdict doubles
   * it, up to eightfold.
   */
  downtime?: number;
  /** Called at intervals of half the silence, with the name of the awaited host. */
  onWait?: (line: string) => void;
}

/** A host with this many slow calls in a row, and no complete answer between them, is down. */
const maxSlow = 3;
/** Bytes: a long transfer of this size shows that the host is up. */
const signOfLife = 64 * 1024;

export interface HostWatch {
  /** The exchange; it fails at once for a host that is down. */
  exchange: Exchange;
  /** Runs work that retries: if no try reached the host, the host is down. */
  reaching<T>(work: () => Promise<T>): Promise<T>;
}

/** One exchange in flight. */
interface Call {
  progress: Progress;
  /** Whether its request is long, and whether its answer has begun and is long. */
  sending: boolean;
  streaming: boolean;
  /** Bytes moved when the host was last known to be up. */
  before: number;
  abort(fault: HostFault): void;
}

/**
 * One verdict for each host, whatever the number of calls. A host that answers nothing is down:
 * calls in flight fail, and so do later ones until a new attempt. One stalled call is not enough:
 * first a probe asks for something small over its own connection, and any complete answer shows
 * that the host is up.
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
  /** When the current wait for an answer began. */
  #waiting = 0;
  /** The same, but a probe's answer ends it too. */
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
      this.#look(); // The timer never sees calls in flight that fail at once.
      this.#end(call);
      this.#failed(request, error);
      throw error;
    }
  }

  /**
   * A host that answers probes but nothing else in time is down too, unless the call had less time
   * than usual.
   */
  #failed({ patience = 1 }: HttpRequest, error: unknown): void {
    if (patience < 1 || this.#down || !(error instanceof HostFault)) return;
    if (++this.#slow >= maxSlow) this.#judge(error);
  }

  /** No try of a call reached the host since `began`. */
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
    // Two tries of one call are closer together than this.
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
    // A host that was down a moment ago: probe it at once.
    if ((this.#verdicts > 0 || now - this.#silent >= this.#silence) && !this.#probing) void this.#examine();
  }

  /**
   * Whether every call in flight has a begun answer, which has its own limits, or a long request is
   * moving.
   */
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
    if (this.#silent !== since || this.#down) return; // The host answered, or was judged, meanwhile.
    if (isThere) {
      this.#silent = now;
      this.#verdicts = 0;
      return;
    }
    const seconds = Math.round((now - this.#waiting) / 100) / 10;
    const remedy = "Check its health. Set HTTPS_PROXY if this network needs a proxy";
    this.#judge(new HostFault(this.#url.host, `cannot be reached: it did not answer for ${seconds} s. ${remedy}.`));
  }

  /** Whether the host answers at all, with any status. */
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
