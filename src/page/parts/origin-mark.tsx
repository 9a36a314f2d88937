import { markShapes, type OriginKind } from "./mark-shapes.ts";

/** The mark of a kind of publication, as time lines have it. It has no name: words stand beside it. */
export function OriginMark({ kind }: { kind: OriginKind }) {
  const { path, colour } = markShapes[kind];
  return (
    <svg class="origin-mark" viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
      <path class={`mark mark-${colour}`} d={path} />
    </svg>
  );
}
