import { useMemo } from "react";
import type { SeriesPoint } from "@/api/types";
import { type Bar, Bars, type Series } from "@/components/bars";
import { amount, count, short } from "@/format/figures";
import { countedDay, hour, instant } from "@/format/times";
import { useTexts } from "@/i18n/texts";
import { words } from "./texts";

export type Measure = "requests" | "tokens" | "credits";

/** Requests, tokens or credits, step by step of time. */
export function UseChart({
  measure,
  points,
  stepSeconds,
  height,
}: {
  measure: Measure;
  points: readonly SeriesPoint[];
  stepSeconds: number;
  height?: number;
}) {
  const t = useTexts(words);
  const bars = useMemo(
    () => points.map((point) => barOf(point, measure, stepSeconds)),
    [points, measure, stepSeconds],
  );
  const series: Record<Measure, Series[]> = {
    requests: [
      { name: t.answered, fill: "fill-chart-1" },
      { name: t.failed, fill: "fill-bad-fill" },
    ],
    tokens: [
      { name: t.output, fill: "fill-chart-1" },
      { name: t.input, fill: "fill-chart-2" },
      { name: t.cacheWrite, fill: "fill-chart-4" },
      { name: t.cacheRead, fill: "fill-chart-3" },
    ],
    credits: [{ name: t.credits, fill: "fill-chart-1" }],
  };
  return (
    <Bars
      label={t[measure]}
      bars={bars}
      series={series[measure]}
      format={measure === "requests" ? count : measure === "tokens" ? short : figure}
      {...(height ? { height } : {})}
    />
  );
}

function figure(value: number): string {
  return value >= 1000 ? short(value) : amount(value);
}

function barOf({ at, totals }: SeriesPoint, measure: Measure, stepSeconds: number): Bar {
  const isDay = stepSeconds >= 86_400;
  const values = {
    requests: [totals.requests - totals.failures, totals.failures],
    tokens: [
      totals.outputTokens,
      totals.inputTokens,
      totals.cacheWriteTokens,
      totals.cacheReadTokens,
    ],
    credits: [totals.credits],
  };
  return {
    tick: isDay ? countedDay(at) : hour(at),
    title: isDay ? countedDay(at) : instant(at).replace(/:00$/, ""),
    values: values[measure],
  };
}
