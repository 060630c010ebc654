import { useSyncExternalStore } from "react";

// Open dialogs, the topmost last: what must be seen above them is drawn inside the topmost.
let layers: readonly HTMLElement[] = [];
const listeners = new Set<() => void>();

function set(next: readonly HTMLElement[]): void {
  layers = next;
  for (const listener of listeners) listener();
}

/** Put `element` on top until the function that is returned is called. */
export function enterLayer(element: HTMLElement): () => void {
  set([...layers, element]);
  return () => set(layers.filter((layer) => layer !== element));
}

/** Return the topmost dialog, or the body. */
export function useTopLayer(): HTMLElement {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => layers.at(-1) ?? document.body,
  );
}
