import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./behind.ts";

/** A login that a proxy asks for. */
export interface Login {
  username: string;
  password: string;
}

/** Whoever has asked a proxy for something, and how it is answered. */
export class ProxyClient {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #login: Login;
  readonly #expected: string;

  constructor(request: IncomingMessage, response: ServerResponse, login: Login) {
    this.#request = request;
    this.#response = response;
    this.#login = login;
    this.#expected = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  }

  get isLoggedIn(): boolean {
    return this.#request.headers.authorization === this.#expected;
  }

  /** Errors echo the login, as bad servers do. */
  refuse(status: number, code: string, headers: Record<string, string> = {}): void {
    const { username, password } = this.#login;
    const message = `refused ${this.#expected} of ${username}:${password}`;
    this.#response.writeHead(status, { "content-type": "application/json", ...headers });
    this.#response.end(JSON.stringify({ errors: [{ code, message, detail: { authorization: this.#expected } }] }));
  }

  /** Cuts the connection. */
  cut(): void {
    this.#request.socket.destroy();
  }

  /** @param isTruncated whether the connection is cut in the midst of the body */
  send({ status, headers, body }: Answer, isTruncated: boolean): void {
    const { method } = this.#request;
    const { "transfer-encoding": _, ...rest } = headers;
    const length = method === "HEAD" ? (headers["content-length"] ?? "0") : String(body.length);
    this.#response.writeHead(status, { ...rest, "content-length": length });
    if (isTruncated && body.length > 1 && method === "GET") {
      this.#response.write(body.subarray(0, body.length >> 1), () => this.cut());
      return;
    }
    this.#response.end(method === "HEAD" ? undefined : body);
  }
}
