import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { API } from "./client";
import type { Shape } from "./types";

type Topic = Shape<"FeedEvent">["topic"];

/** Which queries (by the first word of their key) a topic makes stale. */
const STALE: Record<Topic, readonly string[]> = {
  credentials: ["credentials", "overview", "forecast", "models"],
  requests: ["requests", "overview", "usage", "keys"],
  jobs: ["jobs", "credentials"],
  keys: ["keys"],
  settings: ["settings", "models", "audit"],
  warnings: ["warnings", "forecast"],
  "sign-ins": ["sign-ins", "credentials"],
};

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

let isLost = false;
const listeners = new Set<() => void>();

function tell(lost: boolean): void {
  if (lost === isLost) return;
  isLost = lost;
  for (const listener of listeners) listener();
}

/** Whether the page has lost its gateway, and shows what it last knew. */
export function useIsLost(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isLost,
  );
}

/** Keep what is shown true, as long as the caller is shown. */
export function useFeed(queries: QueryClient): void {
  useEffect(() => follow(queries), [queries]);
}

/** Follow the feed until the function that is returned is called. */
export function follow(queries: QueryClient, open = (url: string) => new EventSource(url)) {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT;

  const connect = () => {
    source = open(`${API}/events`);
    source.onopen = () => {
      if (wait > FIRST_WAIT) void queries.invalidateQueries();
      wait = FIRST_WAIT;
      tell(false);
    };
    source.onmessage = (message: MessageEvent<string>) => hear(queries, message.data);
    source.onerror = () => {
      source?.close();
      tell(true);
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      // Where the session has ended, the answer to any question leads back to sign-in.
      void queries.invalidateQueries({ queryKey: ["session"] });
    };
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
    tell(false);
  };
}

function hear(queries: QueryClient, data: string): void {
  const { topic } = JSON.parse(data) as { topic: Topic };
  for (const name of STALE[topic] ?? []) {
    void queries.invalidateQueries({ queryKey: [name] });
  }
}
