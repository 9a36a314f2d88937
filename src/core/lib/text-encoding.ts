/**
 * Why a text, decoded as UTF-8, was written in another encoding; undefined when it may be UTF-8. Windows PowerShell's `>` writes UTF-16,
 * whose every other byte is zero where the text is English.
 */
export function encodingFault(text: string): string | undefined {
  if (!text.includes("\0")) return undefined;
  const isUtf16 = /^(\uFFFD\uFFFD)?(.\0|\0.)(.\0|\0.)/s.test(text);
  return isUtf16 ? "it is UTF-16 text. Save it as UTF-8" : "it has NUL bytes. Save it as UTF-8 text";
}
