/** Plain requests to a registry, without the product's client: for the contract that every registry of the tests keeps. */
import { createHash } from "node:crypto";
import { expect } from "@jest/globals";
import { ask } from "../ask.ts";
import type { ContractFacts } from "./place.ts";

/** A registry that is asked, and what is known of it. */
export interface Wire {
  host: string;
  /** The first part of the names of this run's repositories. */
  name: string;
  facts: ContractFacts;
}

export const oci = "application/vnd.oci.image";
export const manifestType = `${oci}.manifest.v1+json`;
export const indexType = `${oci}.index.v1+json`;
export const accept = { accept: `${manifestType}, ${indexType}` };
export const digestOf = (content: string): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;

export interface Answer {
  status: number;
  header: (name: string) => string | null;
  text: string;
  /** Of the errors in the body. */
  codes: string[];
}

/** Asks one repository of a registry; a path that begins with `http` or `/` is asked as it is. */
export function clientOf({ host, name }: Wire, part: string) {
  return async (
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> => {
    const url = new URL(/^(http|\/)/.test(path) ? path : `/v2/${name}/${part}/${path}`, `http://${host}`);
    const answer = await ask(url, { method, ...init });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json") && text.includes('"errors"');
    const { errors } = (isJson ? JSON.parse(text) : { errors: [] }) as { errors: { code: string }[] };
    return { status: answer.status, header: (of) => answer.headers.get(of), text, codes: errors.map(({ code }) => code) };
  };
}

type Ask = ReturnType<typeof clientOf>;

/** Where an upload goes on, with the blob's digest. */
export const closing = (begun: Answer, digest: string): string => {
  const location = begun.header("location") ?? "";
  return `${location}${location.includes("?") ? "&" : "?"}digest=${encodeURIComponent(digest)}`;
};

export async function pushBlob(call: Ask, content: string): Promise<{ digest: string; size: number }> {
  const digest = digestOf(content);
  const { status } = await call("PUT", closing(await call("POST", "blobs/uploads/"), digest), { body: content });
  expect(status).toBe(201);
  return { digest, size: content.length };
}

/** An image's manifest whose parts are in the repository. */
export async function makeImage(call: Ask, text: string, more: object = {}): Promise<string> {
  const config = { mediaType: `${oci}.config.v1+json`, ...(await pushBlob(call, "{}")) };
  const layer = { mediaType: `${oci}.layer.v1.tar`, ...(await pushBlob(call, text)) };
  return JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config, layers: [layer], ...more });
}

export const putManifest = (call: Ask, reference: string, body: string, type = manifestType): Promise<Answer> =>
  call("PUT", `manifests/${reference}`, { headers: { "content-type": type }, body });
