import { useEffect, useState } from "preact/hooks";

interface Props {
  /** What goes to the clipboard. */
  text: string;
  /** The name of the text, for the button's own name: `digest`. */
  what: string;
}

/** A button that copies a text, and says whether it could. */
export function CopyButton({ text, what }: Props) {
  const [outcome, setOutcome] = useState<"copied" | "not copied">();
  useEffect(() => {
    const timer = outcome && setTimeout(() => setOutcome(undefined), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(text)) ? "copied" : "not copied");
  return (
    <button type="button" class="copy" aria-label={`Copy ${what}`} title={`Copy ${what}`} onClick={copy} data-outcome={outcome}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {outcome === "copied" ? <path d="M3 8.5 6.5 12 13 4.5" /> : <path d="M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8z" />}
      </svg>
      <span role="status" class={outcome === "not copied" ? "" : "for-screen-readers"}>
        {outcome ?? ""}
      </span>
    </button>
  );
}

/** Whether the clipboard has the text now. Pages without TLS have no clipboard but the old command. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "for-screen-readers";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
