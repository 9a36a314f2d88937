import { createHash } from "node:crypto";
import { ask } from "./ask.ts";

/**
 * What a real registry holds, read with plain requests: this shares no code with the product, so that it can contradict it.
 */
const accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** All tags of a repository with their digests: `{ release: "sha256:…" }`; `name` is `host/path`. */
export async function tagsOf(name: string): Promise<Record<string, string>> {
  const [host, path] = split(name);
  const answer = await ask(`http://${host}/v2/${path}/tags/list`);
  if (answer.status === 404) return {};
  const { tags } = (await answer.json()) as { tags: string[] | null };
  const entries = await Promise.all((tags ?? []).sort().map(async (tag) => [tag, (await manifestOf(name, tag)).digest] as const));
  return Object.fromEntries(entries);
}

interface Index {
  digest: string;
  content: {
    annotations?: Record<string, string>;
    manifests?: { digest: string; platform?: { os: string; architecture: string }; annotations?: Record<string, string> }[];
    config?: { digest: string };
  };
}

/** A manifest under a tag or digest, its digest computed from its bytes. */
export async function manifestOf(name: string, reference: string): Promise<Index> {
  const [host, path] = split(name);
  const answer = await ask(`http://${host}/v2/${path}/manifests/${reference}`, { headers: { accept } });
  if (!answer.ok) throw new Error(`${name} ${reference}: ${answer.status} ${await answer.text()}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return {
    digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
    content: JSON.parse(bytes.toString()) as Index["content"],
  };
}

/** What a registry answers to the first request of a pull, `HEAD`. */
export async function headOf(name: string, reference: string): Promise<{ status: number; digest: string | null }> {
  const [host, path] = split(name);
  const { status, headers } = await ask(`http://${host}/v2/${path}/manifests/${reference}`, {
    method: "HEAD",
    headers: { accept },
  });
  return { status, digest: headers.get("docker-content-digest") };
}

/** The platforms of an index, attestations left out. */
export async function platformsOf(name: string, reference: string): Promise<string[]> {
  const { content } = await manifestOf(name, reference);
  return (content.manifests ?? [])
    .map(({ platform }) => `${platform?.os}/${platform?.architecture}`)
    .filter((platform) => platform !== "unknown/unknown")
    .sort();
}

/** The labels of an index's first platform. */
export async function labelsOf(name: string, reference: string): Promise<Record<string, string>> {
  const [host, path] = split(name);
  const { content } = await manifestOf(name, reference);
  const image = await manifestOf(name, content.manifests?.[0]?.digest ?? reference);
  const config = await ask(`http://${host}/v2/${path}/blobs/${image.content.config?.digest}`);
  return ((await config.json()) as { config: { Labels?: Record<string, string> } }).config.Labels ?? {};
}

function split(name: string): [host: string, path: string] {
  const slash = name.indexOf("/");
  return [name.slice(0, slash), name.slice(slash + 1)];
}
