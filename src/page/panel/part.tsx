import type { ComponentChildren, Ref } from "preact";

interface Props {
  /** The part's name for the page's addresses and tests. */
  name: string;
  title: ComponentChildren;
  /** For a heading that gets the focus. */
  heading?: Ref<HTMLHeadingElement>;
  children: ComponentChildren;
}

/** A part of the panel with its heading. */
export function Part({ name, title, heading, children }: Props) {
  return (
    <section class="panel-part" data-part={name} aria-labelledby={`part-${name}`}>
      <h3 id={`part-${name}`} {...(heading ? { ref: heading, tabIndex: -1 } : {})}>
        {title}
      </h3>
      {children}
    </section>
  );
}
