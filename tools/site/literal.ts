import type { Markdown, Token } from "./renderer.ts";

/**
 * Shows Markdown as it is written. VitePress compiles pages as templates of Vue: without this, an
 * expression in double braces would be evaluated, and `<unit>` would be a component. Comments of
 * HTML, as around generated parts, are left out, and other HTML is text: our pages need none.
 */
export function useLiteralText(markdown: Markdown): void {
  markdown.core.ruler.after("inline", "html-as-text", (state) => {
    state.tokens = withoutHtml(state.tokens);
    for (const token of state.tokens) if (token.children) token.children = withoutHtml(token.children);
  });
}

function withoutHtml(tokens: Token[]): Token[] {
  return tokens.filter((token) => {
    if (token.type !== "html_block" && token.type !== "html_inline") return true;
    token.type = "text";
    token.content = token.content.replace(/<!--[\s\S]*?-->/g, "");
    return token.content.trim() !== "";
  });
}

/** Has Vue leave double braces alone. Blocks of code with a language are VitePress' own matter. */
export function useLiteralBraces({ renderer }: Markdown): void {
  for (const kind of ["text", "code_inline", "code_block"]) {
    const render = renderer.rules[kind];
    if (render) renderer.rules[kind] = (...page) => render(...page).replaceAll("{{", "&#123;&#123;");
  }
}
