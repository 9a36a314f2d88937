/** A blob of an OCI layout, read as a stream. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createLayout } from "../../../src/adapters/docker/layout.ts";
import type { Layout } from "../../../src/ports/builder.ts";
import { codeOf } from "../../support/faulty-registry.ts";
import { sha256 } from "../../support/registry-in-process/store.ts";

const bytes = Buffer.from("a package list");
let layout: Layout;

beforeEach(async () => {
  layout = await createLayout();
});
afterEach(() => layout.dispose());

async function read(limit = bytes.length): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of layout.blobStream(sha256(bytes), limit)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test("the bytes, if they match the digest and the limit", async () => {
  await mkdir(join(layout.path, "blobs/sha256"), { recursive: true });
  await layout.put(sha256(bytes), bytes);
  expect(await read()).toBe("a package list");
  expect(await codeOf(read(13))).toMatch(/^build-unreadable: .* has more than 13 bytes/);
  await layout.put(sha256(bytes), Buffer.from("a package lisp"));
  expect(await codeOf(read())).toMatch(/^build-unreadable: .* holds a damaged/);
});

test("no such blob", async () => {
  expect(await codeOf(read())).toMatch(/^build-unreadable: .* holds a damaged/);
});
