/** The registries' places; the second one is optional. */
export const [one, two] = ["one.example.org/osg", "two.example.org/osg"];
const none = `sha256:${"0".repeat(64)}`;

/** What a pin that a scenario planted follows. */
export interface PlantedPin {
  /** Below no path: the same in every file that has it. */
  id: string;
  repository: string;
  image: string;
  stream: string;
}

const pin = (id: string, place: string, image: string, stream: string): PlantedPin => {
  return { id, repository: `${place}/${image}`, image, stream };
};

export const planted: readonly PlantedPin[] = [
  pin("deployed", one, "squid", "release"),
  pin("beside", one, "squid", "stable"),
  pin("custom", one, "xcache", "release"),
  pin("renamed", two, "xcache", "stable"),
  pin("values", one, "squid", "testing"),
  pin("chart", one, "xcache", "testing"),
  pin("marked", one, "squid", "stable"),
  pin("flux", two, "squid", "release"),
];

/**
 * Files with the places that may change, as `‹ID KIND›`. KIND is `reference`, `both` (a tag and, once
 * pinned, `@` and a digest), `tag`, `digest` or, what people alone change, `note`.
 */
const deployment = `# ‹words note›
kind: Deployment
spec:
  containers:
    - name: squid
      image:   "‹deployed reference›"   # ${one}/squid:release
    - { name: stable, image: '‹beside reference›' }
    - name: proxy
      image: docker.io/library/nginx:1.27
`.replaceAll("\n", "\r\n");

const kustomization = `# ‹words note›
images:
  - name: ${one}/xcache # tested

    newTag: ‹custom both›
  - name: cache
    newName: ${two}/xcache
    newTag: "‹renamed tag›"
    digest:   ‹renamed digest›
  - { name: busybox, newTag: "1.37" }
configurations: [a.yaml]
`;

const values = `# ‹words note›
squid:
  image:
    repository: ${one}/squid
    pullPolicy: IfNotPresent
    tag: ‹values both›
xcache:
  image: { registry: one.example.org, repository: osg/xcache, tag: ‹chart tag›, digest: "‹chart digest›" }
# tagstream: squid:stable
version: ‹marked both›
`;

const flux = `# ‹words note›
kind: OCIRepository
spec:
  url: oci://${two}/squid
  ref:
    tag: ‹flux tag›
    digest: ‹flux digest›
---
{}`;

/** No YAML: nothing in it may change, and what it names is needed. */
const template = `{{- if .Values.on }}
image: ‹words note›
other: {{ .Values.image }}:release
{{- end }}
`;

/** A repository that images are deployed from: its branch, and its files before anything is pinned. */
export interface PlantedRepository {
  name: string;
  branch: string;
  files: Readonly<Record<string, string>>;
}

export const repositories: readonly PlantedRepository[] = [
  {
    name: "osg/k8s",
    branch: "main",
    files: {
      "apps/squid.yaml": deployment,
      "apps/kustomization.yaml": kustomization,
      "charts/values.yaml": values,
      "charts/templates/pod.yaml": template,
      "flux/source.yaml": flux,
    },
  },
  {
    name: "osg/site",
    branch: "production",
    files: { "apps/values.yaml": values.replaceAll("\n", "\r\n"), "apps/squid.yaml": deployment },
  },
];

const mark = /‹(\w+) (\w+)›/;
const patterns: Record<string, string> = {
  reference: String.raw`[^\s"']+`,
  both: String.raw`[\w.-]+(?:@sha256:[0-9a-f]{64})?`,
  tag: String.raw`[\w.-]+`,
  digest: "sha256:[0-9a-f]{64}",
  note: String.raw`[^\r\n]*`,
};

/** What is in the places of a file, by `ID KIND`. */
export type Slots = ReadonlyMap<string, string>;

/** The places' texts; undefined if anything else in the text is not as planted. */
export function readSlots(form: string, text: string): Slots | undefined {
  const names: string[] = [];
  const parts = form.split(mark);
  let source = "";
  for (let at = 0; at < parts.length; at += 3) {
    source += (parts[at] ?? "").replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
    const [id, kind] = [parts[at + 1], parts[at + 2]];
    if (id === undefined || kind === undefined) continue;
    names.push(`${id} ${kind}`);
    source += `(${patterns[kind]})`;
  }
  const match = new RegExp(`^${source}$`).exec(text);
  return match ? new Map(names.map((name, index) => [name, match[index + 1] ?? ""])) : undefined;
}

/** The file with these texts in its places. */
export function fill(form: string, slots: Slots): string {
  return form.replaceAll(new RegExp(mark, "g"), (_, id: string, kind: string) => slots.get(`${id} ${kind}`) ?? "");
}

/** The file as people wrote it: with moving tags. */
export function unpinned(form: string): string {
  const slots = [...form.matchAll(new RegExp(mark, "g"))].map(([, id = "", kind = ""]): [string, string] => {
    const follows = planted.find((one) => one.id === id);
    return [`${id} ${kind}`, follows ? slotText(follows, kind, follows.stream, none) : "by hand"];
  });
  return fill(form, new Map(slots));
}

/** What a place of a pin gets; of a moving tag, `both` and `reference` get the tag alone. */
export function slotText({ repository, stream }: PlantedPin, kind: string, tag: string, digest: string): string {
  const whole = tag === stream ? tag : `${tag}@${digest}`;
  if (kind === "reference") return `${repository}:${whole}`;
  if (kind === "digest") return digest;
  return kind === "both" ? whole : tag;
}

/** A pin as a file has it. */
export interface ReadPin {
  pin: PlantedPin;
  /** All its places. */
  text: string;
  tag: string;
  digest: string | undefined;
  /** Of a reference: what precedes the tag. */
  name: string;
}

/** The planted pins in a file. */
export function pinsIn(slots: Slots): ReadPin[] {
  return planted.flatMap((pin): ReadPin[] => {
    const own = [...slots].filter(([name]) => name.split(" ")[0] === pin.id).map(([, text]) => text);
    if (own.length === 0) return [];
    const text = own.join("@"); // a tag and a digest read as both
    const [, name = pin.repository, tag = "", digest] = /^(?:([^@]+):)?([\w.-]+)(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
    return [{ pin, text, tag, digest, name }];
  });
}
