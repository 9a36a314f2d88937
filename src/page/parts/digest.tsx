import { CopyButton } from "./copy-button.tsx";

/** The first digits of a digest: `sha256:0123456789ab…`, without its algorithm. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}

/** A digest, short, with the whole of it as its title and a button that copies it. */
export function Digest({ digest }: { digest: string }) {
  return (
    <span class="digest">
      <code title={digest}>{shortDigest(digest)}</code>
      <CopyButton text={digest} what={`digest ${shortDigest(digest)}`} />
    </span>
  );
}
