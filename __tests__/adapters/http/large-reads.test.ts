import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { largeReadAgent } from "../../../src/adapters/http/large-reads.ts";

const folder = mkdtempSync(path.join(tmpdir(), "tagstream-"));
const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
beforeAll(() => {
  const subject = ["-subj", "/CN=localhost", "-days", "1", "-nodes"];
  const keyOf = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  execFileSync("openssl", ["req", "-x509", ...keyOf, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
});
afterAll(() => rmSync(folder, { recursive: true }));

const bodies = Array.from({ length: 6 }, () => randomBytes(3_000_000));
const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Reads a body with pauses, or not, and returns the digest of its bytes. */
async function read(url: string, agent: http.Agent, slowly: boolean): Promise<string> {
  const { request } = url.startsWith("https:") ? https : http;
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) =>
    request(url, { agent, rejectUnauthorized: false }, resolve).on("error", reject).end(),
  );
  const hash = createHash("sha256");
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    if (slowly) await new Promise((resolve) => setTimeout(resolve, 2));
    hash.update(chunk); // Meanwhile, other connections have read into the same memory.
  }
  return hash.digest("hex");
}

test.each(["http:", "https:"])(
  "%s: connections that read side by side keep their bytes apart, and are used again",
  async (protocol) => {
    const answer: http.RequestListener = ({ url }, outgoing) => {
      // Odd ones without a length, in chunks.
      const body = bodies[Number(url?.slice(1))] ?? Buffer.alloc(0);
      outgoing.writeHead(200, Number(url?.slice(1)) % 2 ? {} : { "content-length": body.length }).end(body);
    };
    const server =
      protocol === "https:"
        ? https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer)
        : http.createServer(answer);
    let connections = 0;
    server.on("connection", () => connections++);
    server.keepAliveTimeout = 0; // no end: a busy machine may take longer than Node's five seconds between two rounds
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const agent = largeReadAgent(protocol);
    try {
      const url = (index: number): string => `${protocol}//127.0.0.1:${(server.address() as AddressInfo).port}/${index}`;
      for (let round = 0; round < 2; round++) {
        const digests = await Promise.all(bodies.map((_, index) => read(url(index), agent, index % 3 === 0)));
        expect(digests).toEqual(bodies.map(digestOf));
      }
      expect(connections).toBe(bodies.length);
    } finally {
      agent.destroy();
      server.close();
    }
  },
);

test("a body that ends with its connection is whole", async () => {
  const body = bodies[0] ?? Buffer.alloc(0);
  const server = http.createServer((_, outgoing) => {
    outgoing.socket?.end(Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"), body]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const agent = largeReadAgent("http:");
  try {
    expect(await read(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, agent, true)).toBe(digestOf(body));
  } finally {
    agent.destroy();
    server.close();
  }
});
