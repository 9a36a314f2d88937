/** The OCI image specification's platform object, as an index's descriptors and an image's configuration carry it. */
export interface Platform {
  os: string;
  architecture: string;
  variant?: string | undefined;
}

/**
 * The one spelling of a platform, as containerd normalises it: `linux/arm64/v8` is `linux/arm64`, `linux/arm` is `linux/arm/v7`.
 * What is built, asked for and found is compared in this spelling.
 */
export function printPlatform({ os, architecture, variant }: Platform): string {
  const name = architectureNames[architecture] ?? architecture;
  const shown = variant === undefined || variant === "" ? defaultVariants[name]?.missing : variant;
  return shown === undefined || shown === defaultVariants[name]?.implied ? `${os}/${name}` : `${os}/${name}/${shown}`;
}

/** The same of a text as people and bake write it: `linux/x86_64` gives `linux/amd64`. */
export function normalizePlatform(text: string): string {
  const [os = "", architecture = "", variant] = text.split("/");
  return printPlatform({ os, architecture, variant });
}

const architectureNames: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64", armhf: "arm", i386: "386" };

const defaultVariants: Readonly<Record<string, { implied?: string; missing?: string }>> = {
  amd64: { implied: "v1" },
  arm64: { implied: "v8" },
  arm: { missing: "v7" },
};
