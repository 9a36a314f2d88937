/**
 * Why a text, decoded as UTF-8, has another encoding; undefined if it may be UTF-8. Windows
 * PowerShell's `>` writes UTF-16, where every other byte of English text is zero.
 */
export function encodingFault(text: string): string | undefined {
  if (!text.includes("\0")) return undefined;
  const isUtf16 = /^(\uFFFD\uFFFD)?(.\0|\0.)(.\0|\0.)/s.test(text);
  return isUtf16 ? "it is UTF-16 text. Save it as UTF-8" : "it contains NUL bytes. Save it as UTF-8 text";
}
