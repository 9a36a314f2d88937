import type { ComponentChildren } from "preact";
import { isWebAddress } from "./web-address.ts";

interface Props {
  /** The address, which a stranger may have written. */
  to: string | undefined;
  children: ComponentChildren;
}

/** A link to a page on the web. Any other address, `javascript:` among them, leaves its text alone. */
export function SafeLink({ to, children }: Props) {
  if (to === undefined || !isWebAddress(to)) return <>{children}</>;
  return (
    <a href={to} rel="noreferrer noopener">
      {children}
    </a>
  );
}
