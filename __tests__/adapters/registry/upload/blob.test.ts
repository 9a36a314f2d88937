import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../../../src/adapters/registry/upload/blob.ts";
import { faultyServers, options } from "../../../support/faulty-registry.ts";

const { server } = faultyServers();

test("an upload whose connection breaks begins again, with the whole blob", async () => {
  const bytes = Buffer.alloc(300_000, "x");
  let puts = 0;
  const { host, received } = await server(({ method }) => {
    if (method === "POST") return { status: 202, headers: { location: "/v2/a/blobs/uploads/1" } };
    puts++;
    return puts === 1 ? { destroy: true } : { status: puts === 2 ? 503 : 201 };
  });
  const session = createRegistrySession(options);
  const blob = { digest: digestOf(bytes), size: bytes.length };
  await uploadBlob(session, session.address(`${host}/a`), blob, async () =>
    Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]),
  );
  expect(received.map(({ method, body }) => [method, body.length])).toEqual([
    ["POST", 0],
    ["PUT", 300_000],
    ["POST", 0],
    ["PUT", 300_000],
    ["POST", 0],
    ["PUT", 300_000],
  ]);
});
