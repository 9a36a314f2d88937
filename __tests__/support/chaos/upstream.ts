import { createHash } from "node:crypto";
import { type Answer, type Passed, pass } from "./behind.ts";

/** The registry behind a proxy. Logins are not passed on. */
export class Upstream {
  readonly #registry: string;
  /** Requests that it has not answered yet. */
  #open = 0;
  /** By URL: settled once all that came before is done. */
  readonly #turns = new Map<string, Promise<void>>();

  /** @param registry `host:port`, or one of this process */
  constructor(registry: string) {
    this.#registry = registry;
  }

  async pass(asked: Passed): Promise<Answer> {
    this.#open++;
    try {
      return await this.#send(asked);
    } finally {
      this.#open--;
    }
  }

  /** Passes a tag's put on unless the tag has another digest. A registry with such a rule looks and writes as one: nobody gets in between. */
  passUnlessTaken(asked: Passed): Promise<Answer> {
    return this.#inTurn(asked.url, async () => {
      const accept = String(asked.headers["content-type"]);
      const there = await this.pass({ ...asked, method: "HEAD", headers: { ...asked.headers, accept }, body: Buffer.alloc(0) });
      const isTaken = there.status === 200 && there.headers["docker-content-digest"] !== digestOf(asked.body);
      if (!isTaken) return this.pass(asked);
      const refusal = JSON.stringify({ errors: [{ code: "TAG_IMMUTABLE", message: "the tag is immutable" }] });
      return { status: 409, headers: { "content-type": "application/json" }, body: Buffer.from(refusal) };
    });
  }

  /** Resolves once the registry has answered everything that was passed on. */
  async quiet(): Promise<void> {
    while (this.#open > 0 || this.#turns.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const own = (this.#turns.get(key) ?? Promise.resolve()).then(work);
    const settled = own.then(
      () => {},
      () => {},
    );
    this.#turns.set(key, settled);
    try {
      return await own;
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    }
  }

  #send({ method, url, headers, body }: Passed): Promise<Answer> {
    const { authorization: _, "transfer-encoding": _t, "content-length": _l, ...rest } = headers; // a HEAD made of a PUT has no body
    const length = method === "GET" || method === "HEAD" ? {} : { "content-length": String(body.length) };
    return pass(this.#registry, { method, url, headers: { ...rest, ...length }, body });
  }
}

export function digestOf(body: Buffer): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
