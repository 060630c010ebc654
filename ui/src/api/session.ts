import { useSyncExternalStore } from "react";
import type { SessionView } from "./types";

/** Who is at the page: not known yet, nobody, or an open session. */
export type Session = "asked" | "none" | SessionView;

let session: Session = "asked";
const listeners = new Set<() => void>();

export function setSession(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

/** The session has ended: the page goes back to sign-in, and keeps its address. */
export function forgetSession(): void {
  if (session !== "none") setSession("none");
}

/** Return what a change must carry, null for what only reads. */
export function passOf(method: string): string | null {
  if (method === "GET" || typeof session === "string") return null;
  return session.csrfToken;
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
