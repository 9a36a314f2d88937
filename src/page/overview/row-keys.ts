const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Moves the focus between the rows of a table with the arrows, Home and End. For `onKeyDown` of the table. */
export function moveBetweenRows(event: KeyboardEvent): void {
  const { key, currentTarget, target } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || !(currentTarget instanceof Element) || !(target instanceof Element))
    return;
  const links = [...currentTarget.querySelectorAll<HTMLElement>("tr[data-unit] th a")];
  const at = links.findIndex((link) => link.closest("tr") === target.closest("tr"));
  const step = steps[key];
  const next = key === "Home" ? 0 : key === "End" ? links.length - 1 : step === undefined ? undefined : at + step;
  const link = next === undefined || at === -1 ? undefined : links[next];
  if (!link) return;
  event.preventDefault();
  link.focus();
}
