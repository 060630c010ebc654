import { expect, test } from "vitest";
import type { UsageRow } from "@/api/types";
import { filled } from "@/screens/usage/filled";
import { sorted } from "@/screens/usage/table";

const row = (id: string, requests: number): UsageRow => ({
  id,
  label: id,
  totals: {
    requests,
    failures: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    credits: 0,
    meanFirstTokenSeconds: null,
    meanSeconds: null,
  },
});

test("hours in which nothing was asked are drawn too", () => {
  const points = filled(
    [{ at: "2026-11-27T11:00:00Z", totals: row("", 5).totals }],
    "2026-11-27T10:00:00Z",
    "2026-11-27T12:30:00Z",
    3_600,
  );

  expect(points.map((point) => [point.at, point.totals.requests])).toEqual([
    ["2026-11-27T10:00:00.000Z", 0],
    ["2026-11-27T11:00:00.000Z", 5],
    ["2026-11-27T12:00:00.000Z", 0],
  ]);
});

test("figures are sorted as figures, names as people do", () => {
  const rows = [row("key 10", 5), row("key 2", 40)];

  expect(sorted(rows, "requests", true).map((each) => each.id)).toEqual(["key 2", "key 10"]);
  expect(sorted(rows, "label", false).map((each) => each.id)).toEqual(["key 2", "key 10"]);
});
