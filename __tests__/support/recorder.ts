import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordedRequest {
  method: string;
  /** `/v2/…`, with its query. */
  path: string;
  authorization: string | undefined;
  /** Bytes of the body, as announced. */
  length: number;
}

export interface Recorder {
  /** `127.0.0.1:PORT`: stands before a registry, and answers as it does. */
  host: string;
  /** In the order in which they came. */
  requests: RecordedRequest[];
  close(): Promise<void>;
}

export interface RecorderOptions {
  /** A status to answer with in the registry's place: it is not asked. */
  refuse?: (request: RecordedRequest) => number | undefined;
  /** Told what the registry has done, before whoever asked is; `false`: they are never told. */
  done?: (request: RecordedRequest, status: number) => boolean;
}

/** Stands before a real registry and notes all that it is asked, whoever asks: Tagstream, BuildKit or Docker. */
export async function recordRegistry(registry: string, { refuse, done }: RecorderOptions = {}): Promise<Recorder> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    const length = Number(headers["content-length"] ?? 0);
    const request = { method, path: url, authorization: headers.authorization, length };
    requests.push(request);
    const refused = refuse?.(request);
    if (refused !== undefined) {
      incoming.resume();
      outgoing.writeHead(refused, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ errors: [{ code: "DENIED", message: "not for you" }] }));
      return;
    }
    // The caller's own `host` stays, so that the registry's redirects and upload addresses lead back here.
    const [hostname, port] = registry.split(":");
    const passed = ask({ hostname, port, method, path: url, headers }, (answer) => {
      const status = answer.statusCode ?? 500;
      if (done?.(request, status) === false) {
        answer.resume();
        return;
      }
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { host: `127.0.0.1:${port}`, requests, close };
}
