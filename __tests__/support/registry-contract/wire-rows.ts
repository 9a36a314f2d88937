/** What a registry answers to plain requests: the OCI distribution specification, as distribution has it. */
import { expect } from "@jest/globals";
import {
  type Answer,
  accept,
  clientOf,
  closing,
  digestOf,
  indexType,
  makeImage,
  manifestType,
  oci,
  pushBlob,
  putManifest,
  type Wire,
} from "./wire.ts";

export const wireRows: [string, (wire: Wire) => Promise<void>][] = [
  [
    "the version of the API",
    async (wire) => {
      const { status, header } = await clientOf(wire, "root")("GET", "/v2/");
      expect([status, header("docker-distribution-api-version")]).toEqual([200, "registry/2.0"]);
    },
  ],
  [
    "a blob in one piece: its length, its digest, its bytes and parts of them; then it is removed",
    async (wire) => {
      const call = clientOf(wire, "blob");
      const digest = digestOf("0123456789");
      expect(await call("GET", `blobs/${digest}`)).toMatchObject({ status: 404, codes: ["BLOB_UNKNOWN"] });
      const begun = await call("POST", "blobs/uploads/");
      expect([begun.status, begun.header("range"), begun.text]).toEqual([202, "0-0", ""]);
      const made = await call("PUT", closing(begun, digest), { body: "0123456789" });
      expect([made.status, made.header("docker-content-digest")]).toEqual([201, digest]);
      expect(made.header("location")).toMatch(new RegExp(`/v2/${wire.name}/blob/blobs/${digest}$`));
      const head = await call("HEAD", `blobs/${digest}`);
      expect([head.status, head.header("content-length"), head.header("docker-content-digest")]).toEqual([200, "10", digest]);
      expect(await call("GET", `blobs/${digest}`)).toMatchObject({ status: 200, text: "0123456789" });
      for (const [range, text, shown] of [
        ["bytes=2-4", "234", "bytes 2-4/10"],
        ["bytes=7-", "789", "bytes 7-9/10"],
        ["bytes=-2", "89", "bytes 8-9/10"],
      ] as const) {
        const part = await call("GET", `blobs/${digest}`, { headers: { range } });
        expect([part.status, part.text, part.header("content-range")]).toEqual([206, text, shown]);
      }
      if (wire.facts.version === 3)
        expect(await call("GET", `blobs/${digest}`, { headers: { range: "bytes=20-30" } })).toMatchObject({ status: 416 });
      expect((await call("DELETE", `blobs/${digest}`)).status).toBe(202);
      expect(await call("HEAD", `blobs/${digest}`)).toMatchObject({ status: 404 });
      expect(await call("DELETE", `blobs/${digest}`)).toMatchObject({ status: 404, codes: ["BLOB_UNKNOWN"] });
    },
  ],
  [
    "a blob in pieces, in order",
    async (wire) => {
      const call = clientOf(wire, "pieces");
      const at = (begun: Answer) => begun.header("location") ?? "";
      const piece = (first: number, body: string) => ({
        headers: { "content-type": "application/octet-stream", "content-range": `${first}-${first + body.length - 1}` },
        body,
      });
      let last = await call("POST", "blobs/uploads/");
      last = await call("PATCH", at(last), piece(0, "01234"));
      expect([last.status, last.header("range")]).toEqual([202, "0-4"]);
      const asked = await call("GET", at(last));
      expect([asked.status, asked.header("range")]).toEqual([204, "0-4"]);
      if (wire.facts.version === 3) expect((await call("PATCH", at(last), piece(7, "789"))).status).toBe(416);
      last = await call("PATCH", at(last), piece(5, "567"));
      expect([last.status, last.header("range")]).toEqual([202, "0-7"]);
      expect((await call("PUT", closing(last, digestOf("0123456789")), { body: "89" })).status).toBe(201);
      expect((await call("GET", `blobs/${digestOf("0123456789")}`)).text).toBe("0123456789");
    },
  ],
  [
    "an upload whose digest is another one, one that was given up, and one that never was",
    async (wire) => {
      const call = clientOf(wire, "uploads");
      const wrong = await call("PUT", closing(await call("POST", "blobs/uploads/"), digestOf("other")), { body: "text" });
      expect(wrong).toMatchObject({ status: 400, codes: ["DIGEST_INVALID"] });
      expect((await call("HEAD", `blobs/${digestOf("text")}`)).status).toBe(404);
      const begun = await call("POST", "blobs/uploads/");
      const atOnce = await call("POST", `blobs/uploads/?digest=${digestOf("text")}`, { body: "text" });
      expect(atOnce.status).toBe(202); // an upload that begins, and needs its PUT
      expect((await call("HEAD", `blobs/${digestOf("text")}`)).status).toBe(404);
      expect((await call("DELETE", begun.header("location") ?? "")).status).toBe(204);
      const late = await call("PUT", closing(begun, digestOf("text")), { body: "text" });
      expect(late).toMatchObject({ status: 404, codes: ["BLOB_UPLOAD_UNKNOWN"] });
    },
  ],
  [
    "a blob is mounted from where it is; otherwise an upload begins",
    async (wire) => {
      const { digest } = await pushBlob(clientOf(wire, "mounted-from"), "mounted");
      const call = clientOf(wire, "mounted-to");
      const mount = (of: string) => call("POST", `blobs/uploads/?mount=${of}&from=${wire.name}/mounted-from`);
      const mounted = await mount(digest);
      expect([mounted.status, mounted.header("docker-content-digest")]).toEqual([201, digest]);
      expect((await call("GET", `blobs/${digest}`)).text).toBe("mounted");
      const begun = await mount(digestOf("not there"));
      expect([begun.status, begun.header("range")]).toEqual([202, "0-0"]);
    },
  ],
  [
    "a manifest by tag and by digest, under its type, for whoever accepts that",
    async (wire) => {
      const call = clientOf(wire, "manifest");
      const body = await makeImage(call, "layer");
      const digest = digestOf(body);
      expect(await call("GET", "manifests/v1", { headers: accept })).toMatchObject({ status: 404, codes: ["MANIFEST_UNKNOWN"] });
      const made = await putManifest(call, "v1", body);
      expect([made.status, made.header("docker-content-digest")]).toEqual([201, digest]);
      expect(made.header("location")).toMatch(new RegExp(`/v2/${wire.name}/manifest/manifests/${digest}$`));
      for (const reference of ["v1", digest]) {
        const shown = await call("GET", `manifests/${reference}`, { headers: accept });
        expect([shown.status, shown.header("content-type"), shown.text]).toEqual([200, manifestType, body]);
        const head = await call("HEAD", `manifests/${reference}`, { headers: accept });
        expect([head.status, head.header("docker-content-digest"), head.header("content-length")]).toEqual([
          200,
          digest,
          String(body.length),
        ]);
      }
      const docker = { accept: "application/vnd.docker.distribution.manifest.v2+json" };
      expect(await call("GET", "manifests/v1", { headers: docker })).toMatchObject({ status: 404, codes: ["MANIFEST_UNKNOWN"] });
    },
  ],
  [
    "manifests that are refused: no JSON, another digest, missing parts",
    async (wire) => {
      const call = clientOf(wire, "refused");
      const body = await makeImage(call, "layer");
      expect(await putManifest(call, "v1", "no JSON")).toMatchObject({ status: 400, codes: ["MANIFEST_INVALID"] });
      expect(await putManifest(call, digestOf("other"), body)).toMatchObject({ status: 400, codes: ["DIGEST_INVALID"] });
      const lost = { mediaType: `${oci}.layer.v1.tar`, digest: digestOf("lost"), size: 4 };
      const image = JSON.stringify({ ...JSON.parse(body), layers: [lost] });
      expect(await putManifest(call, "v1", image)).toMatchObject({ status: 400, codes: ["MANIFEST_BLOB_UNKNOWN"] });
      const child = { mediaType: manifestType, digest: digestOf(body), size: body.length };
      const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [child] });
      expect(await putManifest(call, "v1", index, indexType)).toMatchObject({ status: 400, codes: ["MANIFEST_BLOB_UNKNOWN"] });
      expect((await call("HEAD", "manifests/v1", { headers: accept })).status).toBe(404);
    },
  ],
  [
    "a tag is removed alone, where the registry can; a digest goes with all its tags",
    async (wire) => {
      const call = clientOf(wire, "removal");
      const body = await makeImage(call, "layer");
      for (const tag of ["one", "two", "three"]) await putManifest(call, tag, body);
      const shown = async () => {
        const asked = ["one", "two", digestOf(body)].map((of) => call("HEAD", `manifests/${of}`, { headers: accept }));
        return (await Promise.all(asked)).map(({ status }) => status);
      };
      const byTag = await call("DELETE", "manifests/one");
      if (wire.facts.version === 3) {
        expect([byTag.status, ...(await shown())]).toEqual([202, 404, 200, 200]);
      } else {
        expect([byTag.status, ...byTag.codes, ...(await shown())]).toEqual([400, "DIGEST_INVALID", 200, 200, 200]);
      }
      expect((await call("DELETE", `manifests/${digestOf(body)}`)).status).toBe(202);
      expect(await shown()).toEqual([404, 404, 404]);
      expect(await call("DELETE", `manifests/${digestOf(body)}`)).toMatchObject({ status: 404, codes: ["MANIFEST_UNKNOWN"] });
    },
  ],
  [
    "tags in order, and in pages",
    async (wire) => {
      const call = clientOf(wire, "tags");
      expect(await call("GET", "tags/list")).toMatchObject({ status: 404, codes: ["NAME_UNKNOWN"] });
      const body = await makeImage(call, "layer");
      for (const tag of ["b", "d", "a", "c"]) await putManifest(call, tag, body);
      const list = async (path: string) => {
        const { status, text, header } = await call("GET", path);
        expect(status).toBe(200);
        return { ...(JSON.parse(text) as { name: string; tags: string[] }), link: header("link") };
      };
      if (wire.facts.version === 2) {
        const { tags, link } = await list("tags/list?n=3");
        expect([tags.toSorted(), link]).toEqual([["a", "b", "c", "d"], null]);
        return;
      }
      expect(await list("tags/list")).toEqual({ name: `${wire.name}/tags`, tags: ["a", "b", "c", "d"], link: null });
      const first = await list("tags/list?n=3");
      expect(first).toMatchObject({ tags: ["a", "b", "c"], link: expect.stringMatching(/^<.*>; rel="next"$/) });
      const next = /<(.*)>/.exec(first.link ?? "")?.[1] ?? "";
      expect(await list(next)).toMatchObject({ tags: ["d"], link: null });
      expect(await list("tags/list?n=2&last=b")).toMatchObject({ tags: ["c", "d"] });
      expect(await call("GET", "tags/list?n=many")).toMatchObject({ status: 400, codes: ["PAGINATION_NUMBER_INVALID"] });
    },
  ],
  [
    "what refers to a manifest, where the registry has the API",
    async (wire) => {
      const call = clientOf(wire, "referrers");
      const body = await makeImage(call, "layer");
      await putManifest(call, digestOf(body), body);
      const subject = { mediaType: manifestType, digest: digestOf(body), size: body.length };
      const artifactType = "application/vnd.example.signature";
      const referrer = await makeImage(call, "signature", { artifactType, subject, annotations: { by: "octo" } });
      const made = await putManifest(call, digestOf(referrer), referrer);
      const listed = await call("GET", `referrers/${digestOf(body)}`);
      if (!wire.facts.referrers) {
        expect([made.status, made.header("oci-subject"), listed.status]).toEqual([201, null, 404]);
        return;
      }
      expect([made.status, made.header("oci-subject"), listed.status]).toEqual([201, digestOf(body), 200]);
      expect(listed.header("content-type")).toBe(indexType);
      const entry = { mediaType: manifestType, digest: digestOf(referrer), size: referrer.length, artifactType };
      expect(JSON.parse(listed.text)).toMatchObject({ manifests: [{ ...entry, annotations: { by: "octo" } }] });
      const filtered = await call("GET", `referrers/${digestOf(body)}?artifactType=application/vnd.example.other`);
      expect(JSON.parse(filtered.text)).toMatchObject({ manifests: [] });
      expect(filtered.header("oci-filters-applied")).toBe("artifactType");
      expect(JSON.parse((await call("GET", `referrers/${digestOf("nothing")}`)).text)).toMatchObject({ manifests: [] });
    },
  ],
];
