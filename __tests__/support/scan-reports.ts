/** A finding, as the reports below are made from it. */
export interface ReportedFinding {
  id: string;
  name: string;
  version?: string;
  /** In lower case. */
  severity: string;
  fixedIn?: string;
}

const purlOf = ({ name, version = "1.0" }: ReportedFinding): string =>
  `pkg:deb/debian/${name}@${version}?arch=amd64&distro=debian-12`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** As `grype -o json` writes it. */
export function grypeReport(findings: readonly ReportedFinding[], version = "0.104.0"): object {
  return {
    matches: findings.map((one) => ({
      vulnerability: {
        id: one.id,
        dataSource: "https://security-tracker.example.org",
        severity: capital(one.severity),
        cvss: [{ version: "3.1", metrics: { baseScore: 8.2 } }],
        fix: { versions: one.fixedIn === undefined ? [] : [one.fixedIn], state: one.fixedIn === undefined ? "" : "fixed" },
      },
      relatedVulnerabilities: [],
      matchDetails: [{ type: "exact-direct-match", matcher: "dpkg-matcher" }],
      artifact: { id: "a246fd2054833c93", name: one.name, version: one.version ?? "1.0", type: "deb", purl: purlOf(one) },
    })),
    source: { type: "unknown", target: "unknown" },
    descriptor: { name: "grype", version, timestamp: "" },
  };
}

/** As `trivy sbom --format json` writes it. */
export function trivyReport(findings: readonly ReportedFinding[], version?: string): object {
  return {
    SchemaVersion: 2,
    ...(version === undefined ? {} : { Trivy: { Version: version } }),
    ArtifactName: "sbom.spdx.json",
    ArtifactType: "spdx",
    Results: [
      {
        Target: "sbom.spdx.json (debian 12)",
        Class: "os-pkgs",
        Type: "debian",
        Vulnerabilities: findings.map((one) => ({
          VulnerabilityID: one.id,
          PkgName: one.name,
          PkgIdentifier: { PURL: purlOf(one), UID: "75945d17fdbc7707" },
          InstalledVersion: one.version ?? "1.0",
          ...(one.fixedIn === undefined ? {} : { FixedVersion: one.fixedIn }),
          SeveritySource: "debian",
          Severity: one.severity.toUpperCase(),
        })),
      },
      { Target: "Python", Class: "lang-pkgs", Type: "python-pkg" },
    ],
  };
}

/** As `grype -o cyclonedx-json` writes it: the reference of a component is no purl. */
export function cyclonedxReport(findings: readonly ReportedFinding[], version = "0.104.0"): object {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    metadata: { tools: { components: [{ type: "application", author: "anchore", name: "grype", version }] } },
    components: findings.map((one, index) => ({ "bom-ref": `ref-${index}`, type: "library", name: one.name, purl: purlOf(one) })),
    vulnerabilities: findings.map((one, index) => ({
      id: one.id,
      source: {},
      ratings: [
        { source: { name: "FIRST" }, score: 0.03, method: "other" },
        { severity: one.severity, method: "CVSSv31" },
      ],
      affects: [{ ref: `ref-${index}`, versions: [{ version: "1.0", status: "affected" }] }],
    })),
  };
}

const scores: Readonly<Record<string, string>> = { critical: "9.0", high: "7.0", medium: "4.0", low: "1.0" };

/** As `grype -o sarif` writes it: the rule has package and severity. */
export function sarifReport(findings: readonly ReportedFinding[], version = "0.104.0"): object {
  const ruleId = ({ id, name }: ReportedFinding): string => `${id}-${name}`;
  const rules = findings.map((one) => ({
    id: ruleId(one),
    name: "DpkgMatcherExactDirectMatch",
    help: { text: `Vulnerability ${one.id}\nSeverity: ${one.severity}\nPackage: ${one.name}\nVersion: 1.0\nLink: ${one.id}` },
    properties: { "security-severity": scores[one.severity] ?? "0.0", purls: [purlOf(one)] },
  }));
  const results = findings.map((one) => ({ ruleId: ruleId(one), message: { text: `reports ${one.name} at version 1.0` } }));
  return { version: "2.1.0", runs: [{ tool: { driver: { name: "Anchore Grype Scan", version, rules } }, results }] };
}
