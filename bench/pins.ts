// Pins over the files of a GitOps repository: found, written and checked, and what retention reads.
import { makeDigest, makeUnit } from "../__tests__/support/units.ts";
import { findPins } from "../src/core/pins/find.ts";
import { mentionsIn } from "../src/core/pins/mentions.ts";
import { writePins } from "../src/core/pins/write.ts";
import type { Unit } from "../src/core/unit/unit.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const files = 1000;
/** Seconds. */
const goal = 2;

export function pins(): void {
  const units = Array.from({ length: 100 }, (_, index) => makeUnit(`app${index}:25-el9-release`));
  heading(`pins over ${files} files, of ${units.length} units`);
  table([
    ["files that name an image", "bytes", "pins", "found and written", "for retention", "goal"],
    row(units, 10),
    row(units, 2),
    row(units, 1),
  ]);
}

/** One file in `every` names images of the units. */
function row(units: readonly Unit[], every: number): string[] {
  const texts = Array.from({ length: files }, (_, index) => manifest(index, index % every === 0 ? units.length : 0));
  const began = performance.now();
  let count = 0;
  for (const text of texts) {
    const { found } = findPins(text, units);
    const orders = found.map((pin) => ({
      pin,
      wanted: { tag: "25-el9-release-20261123-0617", digest: makeDigest(pin.repository) },
    }));
    const written = writePins(text, orders);
    if ("refused" in written) throw new Error(written.refused);
    count += written.changes.length;
  }
  const written = performance.now();
  for (const text of texts) mentionsIn(text, units);
  const [pinned, read] = [(written - began) / 1000, (performance.now() - written) / 1000];
  return [
    String(Math.ceil(files / every)),
    String(texts.reduce((sum, { length }) => sum + length, 0)),
    String(count),
    `${pinned.toFixed(2)} s`,
    `${read.toFixed(2)} s`,
    `≤ ${goal} s ${mark(pinned + read <= goal)}`,
  ];
}

/** A Deployment and its Service. With no units, its images are others'. */
function manifest(index: number, units: number): string {
  const image = (add: number) => (units === 0 ? `quay.io/other/name${index}` : `one.example.org/osg/app${(index + add) % units}`);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-${index}
  labels: { app.kubernetes.io/name: service-${index}, app.kubernetes.io/part-of: bench }
spec:
  replicas: 2
  selector:
    matchLabels: { app.kubernetes.io/name: service-${index} }
  template:
    metadata:
      labels: { app.kubernetes.io/name: service-${index} }
    spec:
      containers:
        - name: main # the one that serves
          image: ${image(0)}:25-el9-release
          ports: [{ name: http, containerPort: 8080 }]
          env:
            - { name: TZ, value: UTC }
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 1Gi }
          readinessProbe:
            httpGet: { path: /ready, port: http }
        - name: proxy
          image: "${image(1)}:25-el9-release-20261116-0617"
---
apiVersion: v1
kind: Service
metadata:
  name: service-${index}
spec:
  selector: { app.kubernetes.io/name: service-${index} }
  ports: [{ port: 80, targetPort: http }]
`;
}
