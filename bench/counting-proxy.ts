import http from "node:http";
import type { AddressInfo } from "node:net";

export interface CountingProxy {
  /** `127.0.0.1:PORT`. */
  host: string;
  /** Counts by kind, such as `GET manifests` or `HEAD blobs`, without token requests. */
  requests: Map<string, number>;
  /** Bytes of request bodies, which are what was pushed. */
  sent: number;
  reset(): void;
  close(): Promise<void>;
}

/**
 * Counts requests to a registry, and can delay answers by `delay` milliseconds, as a network does.
 */
export async function startCountingProxy(registry: string, delay = 0): Promise<CountingProxy> {
  const [hostname, port] = registry.split(":");
  const agent = new http.Agent({ keepAlive: true });
  const proxy: CountingProxy = {
    host: "",
    requests: new Map(),
    sent: 0,
    reset: () => {
      proxy.requests.clear();
      proxy.sent = 0;
    },
    close: () => {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  const server = http.createServer((incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    const kind = /\/(manifests|blobs\/uploads|blobs|tags|referrers)\//.exec(url)?.[1] ?? "other";
    const name = `${method} ${kind}`;
    proxy.requests.set(name, (proxy.requests.get(name) ?? 0) + 1);
    incoming.on("data", (chunk: Buffer) => {
      proxy.sent += chunk.length;
    });
    incoming.pause();
    setTimeout(() => {
      const passed = http.request({ hostname, port, method, path: url, headers, agent }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on("error", () => outgoing.destroy());
      incoming.pipe(passed);
    }, delay);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

export function total(requests: ReadonlyMap<string, number>): number {
  return [...requests.values()].reduce((sum, count) => sum + count, 0);
}
