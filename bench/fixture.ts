// Repositories and configurations of any size, as the benchmarks need them.

/** Streams times values of the matrix: the units of one image. */
const streams = ["release", "testing"];
const series = ["23", "24", "25"];
const systems = ["el8", "el9"];
export const unitsPerImage = streams.length * series.length * systems.length;

/**
 * The files of a repository with so many units, and with everything that costs planning time: two
 * registries, a matrix, aliases with conditions, arguments with placeholders, tests of all three
 * kinds, and one image in five built on another.
 * @param units a multiple of `unitsPerImage`
 */
export function repositoryOf(units: number, registries: readonly string[]): Record<string, string> {
  const names = Array.from({ length: units / unitsPerImage }, (_, index) => `service-${String(index).padStart(3, "0")}`);
  const images = names.map((name, index) => {
    const base = index % 5 === 0 ? undefined : names[index - (index % 5)];
    return [
      `  ${name}:`,
      `    context: images/${name}`,
      ...(base === undefined ? [] : [`    base: ${base}`]),
      '    args: { SERIES: "{series}", NAME: "{image}", BUILT: "{built}" }',
      "    labels: { org.example.team: platform }",
      "    tests:",
      `      - run: [${name}, --version]`,
      "      - exec: [curl, -fsS, http://localhost:8080/]",
      "        within: 60s",
      `      - script: tests/${name}.sh`,
      "        files: [tests/lib.sh]",
    ].join("\n");
  });
  const configuration = [
    "registries:",
    ...registries.map((registry) => `  - ${registry}`),
    "defaults: { packages: false }",
    "streams:",
    ...streams.map((stream) => `  ${stream}: { args: { YUM_REPO: ${stream} } }`),
    `matrix: { series: [${series.map((value) => `"${value}"`).join(", ")}], os: [${systems.join(", ")}] }`,
    "aliases:",
    '  - { tag: "{series}-{stream}", when: { os: el9 }, timestamps: true }',
    '  - { tag: latest, when: { series: "25", os: el9, stream: release } }',
    "images:",
    ...images,
    "",
  ].join("\n");
  const files = names.flatMap((name) => [
    [`images/${name}/Dockerfile`, `FROM scratch\nCOPY . /\n# ${name}\n`],
    [`images/${name}/.dockerignore`, "*.md\n"],
    [`images/${name}/README.md`, `${name}\n`],
    ...Array.from({ length: 6 }, (_, index) => [`images/${name}/etc/part-${index}.conf`, `${name} ${index}\n`]),
    [`tests/${name}.sh`, `#!/bin/sh\necho ${name}\n`],
  ]);
  return { ...Object.fromEntries(files), ".github/tagstream.yml": configuration, "tests/lib.sh": "#!/bin/sh\n" };
}
