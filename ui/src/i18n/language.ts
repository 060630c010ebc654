import { useSyncExternalStore } from "react";

export type Language = "en" | "zh";

const KEPT = "kiro-py.language";

let language: Language = first();
const listeners = new Set<() => void>();
show();

/** Return the language that was chosen, else the first of the browser's that there is. */
function first(): Language {
  const chosen = read();
  if (chosen === "en" || chosen === "zh") return chosen;
  for (const wanted of navigator.languages) {
    if (wanted.toLowerCase().startsWith("zh")) return "zh";
    if (wanted.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}

function read(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function show(): void {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

export function setLanguage(next: Language): void {
  language = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // Storage may be forbidden: the choice lasts as long as the page.
  }
  show();
  for (const listener of listeners) listener();
}

export function currentLanguage(): Language {
  return language;
}

export function useLanguage(): Language {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => language,
  );
}
