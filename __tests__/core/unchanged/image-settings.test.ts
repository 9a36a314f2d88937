import { describe, expect, test } from "@jest/globals";
import { differingSetting, differingText } from "../../../src/core/unchanged/image-settings.ts";

const bytes = (content: unknown) => new TextEncoder().encode(JSON.stringify(content));
const settings = {
  Env: ["PATH=/bin"],
  Entrypoint: ["/sbin/init"],
  Cmd: ["run"],
  User: "squid",
  WorkingDir: "/srv",
  ExposedPorts: { "3128/tcp": {} },
  Volumes: { "/data": {} },
  StopSignal: "SIGTERM",
  Healthcheck: { Test: ["CMD", "true"] },
};
const config = (changed: object = {}, labels: Record<string, string> = {}, more: object = {}) =>
  bytes({ architecture: "amd64", os: "linux", config: { ...settings, ...changed, Labels: { a: "1", ...labels } }, ...more });
const none = new Set<string>();

describe("two configurations", () => {
  test("are equal whatever their times, layers and history", () => {
    const later = config({}, {}, { created: "2026-11-23T06:17:00Z", history: [{ created: "x" }], rootfs: { diff_ids: ["y"] } });
    expect(differingSetting(config(), later, none)).toBeUndefined();
  });

  test.each(Object.keys(settings))("differ by %s", (key) => {
    expect(differingSetting(config(), config({ [key]: "other" }), none)).toBe(`the setting ${key} differs`);
    expect(differingSetting(config(), config({ [key]: undefined }), none)).toBe(`the setting ${key} differs`);
  });

  test("differ by a setting that nobody knew when this was written", () => {
    expect(differingSetting(config(), config({ StopTimeout: 3 }), none)).toBe("the setting StopTimeout differs");
  });

  test("differ by their platform", () => {
    expect(differingSetting(config(), config({}, {}, { variant: "v8" }), none)).toBe("the setting variant differs");
  });

  test("differ by a label, but not by those that name the build", () => {
    const built = {
      "org.opencontainers.image.created": "2026-11-23T06:17:00Z",
      "org.opencontainers.image.revision": "b".repeat(40),
      date: "20261123-0617",
    };
    expect(differingSetting(config(), config({}, built), new Set(["date"]))).toBeUndefined();
    expect(differingSetting(config(), config({}, built), none)).toBe("the label date differs");
    expect(differingSetting(config(), config({}, { a: "2" }), none)).toBe("the label a differs");
  });

  test.each([
    ["no JSON", new Uint8Array([1])],
    ["a list", bytes([])],
    ["labels that are numbers", bytes({ config: { Labels: { a: 1 } } })],
  ])("are not equal if one is %s", (_, other) =>
    expect(differingSetting(other, other, none)).toBe("the image's configuration is unreadable"),
  );
});

test("annotations differ by all but the names of the build", () => {
  const before = { "io.github.tagstream.run": "1", "io.github.tagstream.version": "1.4.1" };
  const now = { "io.github.tagstream.run": "2", "io.github.tagstream.version": "1.4.2" };
  expect(differingText("the annotation", before, { ...before, "io.github.tagstream.run": "2" }, none)).toBeUndefined();
  expect(differingText("the annotation", before, now, none)).toBe("the annotation io.github.tagstream.version differs");
});
