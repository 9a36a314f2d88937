import { describe, expect, test } from "@jest/globals";
import { parseInspection } from "../../../src/core/build/builder-inspection.ts";

describe("a builder as `docker buildx inspect` describes it", () => {
  test("two nodes of the remote driver: what a person configured, then what BuildKit reports", () => {
    // As buildx 0.38.2 prints it, shortened.
    const text = `Name:          fleet
Driver:        remote
Last Activity: 2026-11-26 17:15:31 +0000 UTC

Nodes:
Name:             fleet0
Endpoint:         unix:///run/buildkitd.sock
Status:           running
BuildKit version: v0.34.2
Platforms:        linux/amd64*, linux/arm64, linux/amd64/v2, linux/amd64/v3, linux/amd64/v4
Labels:
 org.mobyproject.buildkit.worker.executor:         oci
 org.mobyproject.buildkit.worker.hostname:         vm
GC Policy rule#0:
 All:            false
 Filters:        type==source.local type==exec.cachemount type==source.git.checkout
 Keep Duration:  48h0m0s
 Max Used Space: 488.3MiB

Name:             fleet1
Endpoint:         tcp://arm.example.org:1234
Status:           running
BuildKit version: v0.34.2
Platforms:        linux/arm64*, linux/amd64
Devices:
 Name:                  vendor.example/device
 Automatically allowed: true
`;
    expect(parseInspection(text)).toEqual({
      name: "fleet",
      driver: "remote",
      platforms: ["linux/amd64", "linux/arm64", "linux/amd64/v2", "linux/amd64/v3", "linux/amd64/v4"],
      nodes: [
        {
          name: "fleet0",
          platforms: ["linux/amd64", "linux/arm64", "linux/amd64/v2", "linux/amd64/v3", "linux/amd64/v4"],
        },
        { name: "fleet1", platforms: ["linux/arm64", "linux/amd64"] },
      ],
      down: [],
      errors: [],
    });
  });

  test("pods of one Deployment are one node: buildx sends each build to one of them", () => {
    const pod = (platforms: string) =>
      `\nName:           k8s0\nDriver Options: replicas="2"\nStatus:         running\nPlatforms:      ${platforms}\n`;
    const text = `Name:   k8s\nDriver: kubernetes\n\nNodes:${pod("linux/amd64*")}${pod("linux/amd64*, linux/386")}`;
    expect(parseInspection(text).nodes).toEqual([{ name: "k8s0", platforms: ["linux/amd64", "linux/386"] }]);
  });

  test("nodes that do not answer: by their status, or by their error", () => {
    const text = `Name:   x
Driver: remote

Nodes:
Name:      x0
Status:    running
Platforms: linux/amd64*

Name:      x1
Endpoint:  tcp://gone:1234
Status:    inactive
Platforms: linux/arm64*

Name:     x2
Endpoint: tcp://gone:1234
Error:    connection refused
`;
    const node = (name: string, ...platforms: string[]) => ({ name, platforms });
    expect(parseInspection(text)).toEqual({
      name: "x",
      driver: "remote",
      platforms: ["linux/amd64", "linux/arm64"],
      nodes: [node("x0", "linux/amd64"), node("x1", "linux/arm64"), node("x2")],
      down: ["x1", "x2"],
      errors: ["connection refused"],
    });
  });

  test("an error of the builder itself", () => {
    expect(parseInspection("Name:   x\nDriver: remote\nError:  no such file\n")).toMatchObject({
      nodes: [],
      down: [],
      errors: ["no such file"],
    });
  });

  test("platforms in the one spelling", () => {
    const text = "Name: x\nDriver: remote\n\nNodes:\nName: x0\nPlatforms: linux/arm64/v8*, linux/aarch64, linux/arm\n";
    const { platforms, nodes } = parseInspection(text);
    expect(platforms).toEqual(["linux/arm64", "linux/arm/v7"]);
    expect(nodes).toEqual([{ name: "x0", platforms }]);
  });

  test("nothing", () => {
    expect(parseInspection("")).toEqual({ name: "", driver: "", platforms: [], nodes: [], down: [], errors: [] });
  });
});
