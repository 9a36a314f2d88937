import { options } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Whether the page is being printed: then everything is open. The browser waits for no later rendering. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const begin = () => {
      atOnce(() => setPrinting(true));
      opened = [...document.querySelectorAll<HTMLDetailsElement>(".panel details:not([open])")];
      for (const fold of opened) fold.open = true;
    };
    const end = () => {
      for (const fold of opened) fold.open = false;
      setPrinting(false);
    };
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return isPrinting;
}

function atOnce(change: () => void): void {
  const usual = options.debounceRendering;
  options.debounceRendering = (render) => render();
  change();
  if (usual) options.debounceRendering = usual;
  else delete options.debounceRendering;
}
