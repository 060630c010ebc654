import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow } from "@/api/feed";

class Source {
  static all: Source[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;

  constructor() {
    Source.all.push(this);
  }

  close() {
    this.isClosed = true;
  }
}

const open = () => new Source() as unknown as EventSource;

beforeEach(() => {
  Source.all = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stale(queries: QueryClient, key: string): boolean {
  return queries.getQueryState([key])?.isInvalidated ?? false;
}

function knowing(...keys: string[]): QueryClient {
  const queries = new QueryClient();
  for (const key of keys) queries.setQueryData([key], 1);
  return queries;
}

test("a topic makes stale what it speaks of, and nothing else", () => {
  const queries = knowing("requests", "usage", "settings");
  const end = follow(queries, open);

  Source.all[0]?.onmessage?.({ data: '{"topic":"requests","id":null}' });

  expect(["requests", "usage", "settings"].map((key) => stale(queries, key))).toEqual([
    true,
    true,
    false,
  ]);
  end();
});

test("a lost feed is opened again, and what was missed is read anew", () => {
  const queries = knowing("settings");
  const end = follow(queries, open);
  Source.all[0]?.onerror?.();

  vi.advanceTimersByTime(1_000);
  Source.all[1]?.onopen?.();

  expect(Source.all.length).toBe(2);
  expect(stale(queries, "settings")).toBe(true);
  end();
});

test("one that nobody follows any more stays closed", () => {
  const end = follow(knowing(), open);
  Source.all[0]?.onerror?.();

  end();
  vi.advanceTimersByTime(60_000);

  expect(Source.all.length).toBe(1);
  expect(Source.all[0]?.isClosed).toBe(true);
});
