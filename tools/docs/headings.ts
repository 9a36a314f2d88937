/**
 * The anchor that GitHub gives a heading: error messages, Markdown and the documentation site use
 * the same. Headings of one page with the same text get a number behind it, from the second on.
 * @param title the heading's text, without the marks of links and code
 */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");
}
