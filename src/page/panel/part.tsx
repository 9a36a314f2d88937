import type { ComponentChildren } from "preact";

interface Props {
  /** The part's name for the page's addresses and tests. */
  name: string;
  title: ComponentChildren;
  children: ComponentChildren;
}

/** A part of the panel with its heading. */
export function Part({ name, title, children }: Props) {
  return (
    <section class="panel-part" data-part={name} aria-labelledby={`part-${name}`}>
      <h3 id={`part-${name}`}>{title}</h3>
      {children}
    </section>
  );
}
