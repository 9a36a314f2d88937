/** A line of Markdown as HTML: its code stays code, of a link the text stays. */
export function inlineHtml(text: string): string {
  return inlineText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/`([^`]+)`/g, "<code>$1</code>");
}

/** A line of Markdown without its links; several lines become one. */
export function inlineText(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\([^()\s]+\)/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
