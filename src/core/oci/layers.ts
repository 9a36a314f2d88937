import * as v from "valibot";

/** What the layers of an image come to. */
export interface LayerTotals {
  /** Bytes of all layers, as stored. */
  size: number;
  layers: number;
}

const manifestSchema = v.object({
  layers: v.array(v.object({ size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })),
});

/** Adds up the layers in a manifest of one platform's image; undefined for other bytes. */
export function readLayerTotals(bytes: Uint8Array): LayerTotals | undefined {
  const schema = v.pipe(v.string(), v.parseJson(), manifestSchema);
  const result = v.safeParse(schema, new TextDecoder().decode(bytes));
  if (!result.success) return undefined;
  const { layers } = result.output;
  return { size: layers.reduce((sum, { size }) => sum + size, 0), layers: layers.length };
}
