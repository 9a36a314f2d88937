/** The text of UTF-8 bytes, so that encoding it gives the same bytes; undefined for any other bytes, and for NUL. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Why a text, decoded as UTF-8, has another encoding; undefined if it may be UTF-8. Windows
 * PowerShell's `>` writes UTF-16, where every other byte of English text is zero.
 */
export function encodingFault(text: string): string | undefined {
  if (!text.includes("\0")) return undefined;
  const isUtf16 = /^(\uFFFD\uFFFD)?(.\0|\0.)(.\0|\0.)/s.test(text);
  return isUtf16 ? "it is UTF-16 text. Save it as UTF-8" : "it contains NUL bytes. Save it as UTF-8 text";
}
