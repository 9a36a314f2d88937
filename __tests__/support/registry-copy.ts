/** Copies within one registry, with plain requests: what a test is about stands there in no time, without another build. */
import { ask } from "./ask.ts";

const accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

interface Content {
  manifests?: { digest: string }[];
  config?: { digest: string };
  layers?: { digest: string }[];
}

/** Copies tags of a repository to another one of the same registry: the same bytes under the same names. */
export async function copyTags(host: string, from: string, to: string, tags: readonly string[]): Promise<void> {
  const copied = new Set<string>();
  for (const tag of tags) await copyManifest(host, from, to, tag, copied);
}

async function copyManifest(host: string, from: string, to: string, reference: string, copied: Set<string>): Promise<void> {
  const answer = await expectStatus(200, ask(`http://${host}/v2/${from}/manifests/${reference}`, { headers: { accept } }));
  const bytes = Buffer.from(await answer.arrayBuffer());
  const { manifests = [], config, layers = [] } = JSON.parse(bytes.toString()) as Content;
  for (const { digest } of manifests) if (!copied.has(digest)) await copyManifest(host, from, to, digest, copied);
  for (const { digest } of [...(config ? [config] : []), ...layers]) {
    if (copied.has(digest)) continue;
    copied.add(digest);
    const mount = `http://${host}/v2/${to}/blobs/uploads/?mount=${digest}&from=${encodeURIComponent(from)}`;
    await expectStatus(201, ask(mount, { method: "POST" }));
  }
  copied.add(reference);
  const headers = { "content-type": answer.headers.get("content-type") ?? "" };
  await expectStatus(201, ask(`http://${host}/v2/${to}/manifests/${reference}`, { method: "PUT", headers, body: bytes }));
}

/** Gives what a repository has under a digest one more tag. */
export async function setTag(host: string, path: string, tag: string, digest: string): Promise<void> {
  const manifests = `http://${host}/v2/${path}/manifests`;
  const kept = await expectStatus(200, ask(`${manifests}/${digest}`, { headers: { accept } }));
  const headers = { "content-type": kept.headers.get("content-type") ?? "" };
  await expectStatus(201, ask(`${manifests}/${tag}`, { method: "PUT", headers, body: Buffer.from(await kept.arrayBuffer()) }));
}

/** Removes tags, and then what is under a digest, from a repository. */
export async function remove(host: string, repository: string, ...references: string[]): Promise<void> {
  for (const reference of references)
    await expectStatus(202, ask(`http://${host}/v2/${repository}/manifests/${reference}`, { method: "DELETE" }));
}

async function expectStatus(status: number, asked: Promise<Response>): Promise<Response> {
  const answer = await asked;
  if (answer.status === status) return answer;
  throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
}
