import { useState } from "react";

/** How the credentials are laid out. */
export type Layout = "table" | "cards";

const KEPT = "kiro-py.credentials.layout";

function kept(): Layout {
  try {
    return localStorage.getItem(KEPT) === "cards" ? "cards" : "table";
  } catch {
    return "table";
  }
}

/** The layout that was chosen in this browser. */
export function useLayout(): [Layout, (layout: Layout) => void] {
  const [layout, setLayout] = useState(kept);
  const choose = (next: Layout) => {
    setLayout(next);
    try {
      localStorage.setItem(KEPT, next);
    } catch {
      // Storage may be forbidden: the choice lasts as long as the screen.
    }
  };
  return [layout, choose];
}
