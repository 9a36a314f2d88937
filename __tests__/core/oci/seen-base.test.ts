import { describe, expect, test } from "@jest/globals";
import { seenContexts } from "../../../src/core/build/seen-contexts.ts";
import { annotationKeys, readAnnotations } from "../../../src/core/oci/annotations.ts";
import { otherThanSeen, sourceOf } from "../../../src/core/oci/provenance.ts";
import { parseSeenBases, printSeenBases } from "../../../src/core/oci/seen-base.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [nine, other] = [makeDigest("nine"), makeDigest("other")];
const almalinux = { reference: "docker.io/library/almalinux:9", digest: nine };
const own = { reference: "localhost:5000/os/base:latest", digest: other };

describe("bases that a plan saw", () => {
  test("are one text, which an image records", () => {
    const text = printSeenBases([almalinux, own]);
    expect(text).toBe(`docker.io/library/almalinux:9@${nine} localhost:5000/os/base:latest@${other}`);
    expect(parseSeenBases(text)).toEqual([almalinux, own]);
    expect(readAnnotations({ [annotationKeys.bases]: text, [annotationKeys.reason]: "base" })).toEqual({
      bases: [almalinux, own],
      reason: "base",
    });
  });

  test.each(["", "almalinux:9", `almalinux@${nine}`, "almalinux:9@sha256:12", "  ", `a b:9${nine}`])(
    "a malformed text is none: %j",
    (text) => {
      expect(readAnnotations({ [annotationKeys.bases]: text, [annotationKeys.reason]: "whim" })).toEqual({});
    },
  );

  test("replace their names in the Dockerfile, and in named contexts", () => {
    const { build } = makeUnit("app:release");
    const contexts = { os: "docker-image://almalinux:9", files: "folder" };
    expect(seenContexts({ seenBases: [almalinux, own], build: { ...build, contexts } })).toEqual({
      os: `docker-image://docker.io/library/almalinux@${nine}`,
      "almalinux:9": `docker-image://docker.io/library/almalinux@${nine}`,
      "localhost:5000/os/base": `docker-image://localhost:5000/os/base@${other}`,
    });
    expect(seenContexts({ build })).toEqual({});
  });

  test("may move, although the build got them by digest", () => {
    const uri = `pkg:docker/almalinux?digest=${nine}&platform=linux%2Famd64`;
    expect(sourceOf({ uri, digest: nine })).toEqual({ repository: "docker.io/library/almalinux", pinned: true });
    const source = { repository: "docker.io/library/almalinux", tag: "9", pinned: false };
    expect(sourceOf({ uri, digest: nine }, [own, almalinux])).toEqual(source);
    expect(sourceOf({ uri, digest: other }, [almalinux])?.pinned).toBe(true);
  });

  test("are what the build used, unless its provenance names another digest for one", () => {
    const uri = "pkg:docker/almalinux@9?platform=linux%2Famd64";
    expect(
      otherThanSeen(
        [almalinux],
        [
          { uri, digest: nine },
          { uri: "pkg:docker/busybox@1", digest: other },
        ],
      ),
    ).toEqual([]);
    expect(
      otherThanSeen(
        [almalinux],
        [
          { uri, digest: other },
          { uri, digest: other },
        ],
      ),
    ).toEqual([`docker.io/library/almalinux:9 is ${nine}, not ${other}`]);
  });
});
