import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { api } from "@/api/client";
import type { Overview } from "@/api/types";
import { Segmented } from "@/components/fields";
import { Card, Screen, Stat, Stats } from "@/components/layout";
import { Empty, Loaded, Skeleton } from "@/components/states";
import { count, credits, duration, percent, short } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { words as shell } from "@/shell/texts";
import { type Measure, UseChart } from "../usage/charts";
import { ends, rangeOf } from "../usage/range";
import { words as usage } from "../usage/texts";
import { Forecasts } from "./forecasts";
import { Pool } from "./pool";
import { Failures, Latencies } from "./tables";
import { words } from "./texts";
import { Warnings } from "./warnings";

const RANGES = ["24h", "7d", "30d"] as const;
const MEASURES: readonly Measure[] = ["requests", "tokens", "credits"];

export default function OverviewScreen() {
  const t = useTexts(usage);
  const [query, setQuery] = useQueryState();
  const range = rangeOf(query, "24h");
  const name = RANGES.find((each) => each === range.name) ?? "24h";
  const overview = useQuery({
    queryKey: ["overview", name],
    queryFn: ({ signal }) => api.get<Overview>("/overview", { query: ends({ name }), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  return (
    <Screen
      title={useTexts(shell).overview}
      tools={
        <Segmented
          label={t.range}
          value={name}
          options={RANGES.map((value) => ({ value, label: t.ranges[value] }))}
          onChange={(value) => setQuery({ range: value === "24h" ? null : value })}
        />
      }
    >
      <Warnings />
      <Loaded query={overview} skeleton={<Coming />}>
        {(data) => <Content overview={data} />}
      </Loaded>
    </Screen>
  );
}

function Coming() {
  return (
    <div className="grid gap-4">
      <Skeleton className="h-20 rounded-lg" />
      <div className="grid gap-4 lg:grid-cols-3">
        {MEASURES.map((measure) => (
          <Skeleton key={measure} className="h-60 rounded-lg" />
        ))}
      </div>
      <Skeleton className="h-48 rounded-lg" />
    </div>
  );
}

function Content({ overview }: { overview: Overview }) {
  const t = useTexts(usage);
  const w = useTexts(words);
  const shown = overview.totals.requests > 0 ? MEASURES : [];
  return (
    <>
      {overview.unsavedTokens.length > 0 && (
        <p role="alert" className="rounded-lg border bg-bad-soft px-4 py-2.5 font-medium text-bad">
          {w.unsaved(overview.unsavedTokens.length)}
        </p>
      )}
      <Figures overview={overview} />
      {overview.totals.requests === 0 && (
        <Card>
          <Empty icon={<ChartColumn aria-hidden />} title={t.emptyTitle}>
            {t.emptyText}
          </Empty>
        </Card>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 empty:hidden lg:grid-cols-3">
        {shown.map((measure) => (
          <Card key={measure} title={t[measure]}>
            <UseChart
              measure={measure}
              points={overview.series}
              stepSeconds={overview.stepSeconds}
            />
          </Card>
        ))}
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Pool states={overview.states} />
          <Failures overview={overview} />
          <Latencies overview={overview} />
        </div>
        <Forecasts />
      </div>
    </>
  );
}

function Figures({ overview }: { overview: Overview }) {
  const t = useTexts(words);
  const u = useTexts(usage);
  const { totals } = overview;
  const share = totals.requests > 0 ? totals.failures / totals.requests : null;
  return (
    <Stats>
      <Stat
        label={u.requests}
        value={count(totals.requests)}
        note={share !== null && totals.failures > 0 ? u.failures(percent(share)) : undefined}
      />
      <Stat label={t.inFlight} value={count(overview.inFlight)} />
      <Stat label={u.input} value={short(totals.inputTokens)} note={u.tokens} />
      <Stat label={u.output} value={short(totals.outputTokens)} note={u.tokens} />
      <Stat label={u.cacheRead} value={short(totals.cacheReadTokens)} note={u.tokens} />
      <Stat label={u.credits} value={credits(totals.credits)} />
      <Stat
        label={t.firstToken}
        value={duration(overview.firstToken.p50)}
        note={overview.firstToken.p90 !== null && `${t.most} ${duration(overview.firstToken.p90)}`}
      />
    </Stats>
  );
}
