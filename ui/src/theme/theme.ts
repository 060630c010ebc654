import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

const KEPT = "kiro-py.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

let theme: Theme = read();
const listeners = new Set<() => void>();
system.addEventListener("change", show);

function read(): Theme {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

function show(): void {
  const isDark = theme === "dark" || (theme === "system" && system.matches);
  document.documentElement.classList.toggle("dark", isDark);
}

export function setTheme(next: Theme): void {
  theme = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // Storage may be forbidden: the choice lasts as long as the page.
  }
  show();
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => theme,
  );
}
