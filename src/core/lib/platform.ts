/** The OCI image specification's platform object, as an index's descriptors and an image's configuration carry it. */
export interface Platform {
  os: string;
  architecture: string;
  variant?: string | undefined;
}

/** `os/arch` or `os/arch/variant`, as BuildKit takes it. */
export const platformPattern = /^[A-Za-z0-9]+\/[A-Za-z0-9_-]+(?:\/[A-Za-z0-9.]+)?$/;

/**
 * The one spelling of a platform, as containerd normalises it: `linux/arm64/v8` is `linux/arm64`, `linux/arm` is `linux/arm/v7`.
 * Configurations, plans, records and indexes are read in this spelling, so that the same platforms compare equal.
 */
export function printPlatform({ os, architecture, variant }: Platform): string {
  const system = os.toLowerCase();
  const written = architecture.toLowerCase();
  const known = architectures[written];
  const name = known?.name ?? written;
  const given = (variant ?? "").toLowerCase();
  const shown = known?.variant ?? variantOf(name, given);
  return [systems[system] ?? system, name, ...(shown === "" ? [] : [shown])].join("/");
}

/** The same of a text as people and bake write it: `linux/x86_64` gives `linux/amd64`. */
export function normalizePlatform(text: string): string {
  const [os = "", architecture = "", variant] = text.split("/");
  return printPlatform({ os, architecture, variant });
}

const systems: Readonly<Record<string, string>> = { macos: "darwin" };

/** Other names of architectures; some of them name the variant, too. */
const architectures: Readonly<Record<string, { name: string; variant?: string }>> = {
  i386: { name: "386", variant: "" },
  x86_64: { name: "amd64" },
  "x86-64": { name: "amd64" },
  aarch64: { name: "arm64" },
  armhf: { name: "arm", variant: "v7" },
  armel: { name: "arm", variant: "v6" },
};

/** Variants by architecture, with `v` in front, and without the one that the architecture alone stands for. */
function variantOf(architecture: string, variant: string): string {
  if (architecture === "amd64") return variant === "v1" ? "" : variant;
  if (architecture === "arm") return variant === "" ? "v7" : /^[5-8]$/.test(variant) ? `v${variant}` : variant;
  if (architecture !== "arm64") return variant;
  if (/^v?8(\.0)?$/.test(variant)) return "";
  return /^v?9(\.0)?$/.test(variant) ? "v9" : variant;
}
