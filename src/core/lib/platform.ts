/** The OCI image specification's platform object, in index descriptors and image configurations. */
export interface Platform {
  os: string;
  architecture: string;
  variant?: string | undefined;
}

/** `os/arch` or `os/arch/variant`, as BuildKit takes it. */
export const platformPattern = /^[A-Za-z0-9]+\/[A-Za-z0-9_-]+(?:\/[A-Za-z0-9.]+)?$/;

/**
 * The one spelling of a platform, normalised like containerd: `linux/arm64/v8` is `linux/arm64`,
 * `linux/arm` is `linux/arm/v7`. Tagstream reads configurations, plans, records and indexes in this
 * spelling, so that equal platforms compare equal.
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

/** The same for a text from people or bake: `linux/x86_64` gives `linux/amd64`. */
export function normalizePlatform(text: string): string {
  const [os = "", architecture = "", variant] = text.split("/");
  return printPlatform({ os, architecture, variant });
}

const systems: Readonly<Record<string, string>> = { macos: "darwin" };

/** Other names of architectures. Some include the variant. */
const architectures: Readonly<Record<string, { name: string; variant?: string }>> = {
  i386: { name: "386", variant: "" },
  x86_64: { name: "amd64" },
  "x86-64": { name: "amd64" },
  aarch64: { name: "arm64" },
  armhf: { name: "arm", variant: "v7" },
  armel: { name: "arm", variant: "v6" },
};

/** The variant with `v` in front, or nothing for the architecture's default variant. */
function variantOf(architecture: string, variant: string): string {
  if (architecture === "amd64") return variant === "v1" ? "" : variant;
  if (architecture === "arm") return variant === "" ? "v7" : /^[5-8]$/.test(variant) ? `v${variant}` : variant;
  if (architecture !== "arm64") return variant;
  if (/^v?8(\.0)?$/.test(variant)) return "";
  return /^v?9(\.0)?$/.test(variant) ? "v9" : variant;
}
