import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChartColumn, Download, X } from "lucide-react";
import { address, api } from "@/api/client";
import type { UsageReport } from "@/api/types";
import { Field, Input, Segmented } from "@/components/fields";
import { Card, Screen, Stat, Stats } from "@/components/layout";
import { Empty, Loaded } from "@/components/states";
import { count, credits, duration, percent, short } from "@/format/figures";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { type Measure, UseChart } from "./charts";
import { filled } from "./filled";
import { dayOf, ends, type Preset, type Range, rangeOf } from "./range";
import { UsageTable } from "./table";
import { words } from "./texts";

const PRESETS: readonly Preset[] = ["24h", "7d", "30d", "90d", "custom"];
const BYS = ["day", "hour", "model", "key", "credential"] as const;
const FILTERS = ["key", "model", "credential"] as const;
const MEASURES: readonly Measure[] = ["requests", "tokens", "credits"];
/** Longer stretches are drawn by day. */
const HOURLY = new Set<Preset>(["24h"]);

type By = (typeof BYS)[number];

interface Asked {
  range: Range;
  by: By;
  filter: Record<string, string | null>;
}

export default function UsageScreen() {
  const t = useTexts(words);
  const [query, setQuery] = useQueryState();
  const asked: Asked = {
    range: rangeOf(query, "30d"),
    by: BYS.find((by) => by === query.get("by")) ?? "day",
    filter: Object.fromEntries(FILTERS.map((name) => [name, query.get(name)])),
  };
  const report = useReport(asked);
  return (
    <Screen title={t.title} tools={<Ranges range={asked.range} onChange={setQuery} />}>
      <Filters filter={asked.filter} names={query} onChange={setQuery} />
      <Loaded query={report}>
        {(data) =>
          data.totals.requests === 0 ? (
            <Card>
              <Empty icon={<ChartColumn aria-hidden />} title={t.emptyTitle}>
                {t.emptyText}
              </Empty>
            </Card>
          ) : (
            <>
              <Figures report={data} />
              <OverTime asked={asked} />
              <UsageTable
                report={data}
                tools={
                  <>
                    <Segmented
                      label={t.by}
                      value={asked.by}
                      options={BYS.map((value) => ({ value, label: t.bys[value] }))}
                      onChange={(by) => setQuery({ by: by === "day" ? null : by })}
                    />
                    <Csv asked={asked} />
                  </>
                }
                onNarrow={(name, id, label) =>
                  setQuery({ [name]: id, [`${name}Name`]: label, by: null }, { push: true })
                }
              />
            </>
          )
        }
      </Loaded>
    </Screen>
  );
}

function useReport({ range, by, filter }: Asked) {
  return useQuery({
    queryKey: ["usage", range, by, filter],
    queryFn: ({ signal }) =>
      api.get<UsageReport>("/usage", { query: { by, ...ends(range), ...filter }, signal }),
    placeholderData: keepPreviousData,
  });
}

function Csv({ asked }: { asked: Asked }) {
  const t = useTexts(words);
  return (
    <a
      href={address("/usage.csv", { by: asked.by, ...ends(asked.range), ...asked.filter })}
      download
      title={t.csvHint}
      className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-raised px-3 font-medium hover:bg-sunken pointer-coarse:h-10"
    >
      <Download aria-hidden className="size-3.5" />
      {t.csv}
    </a>
  );
}

type SetQuery = ReturnType<typeof useQueryState>[1];

function Ranges({ range, onChange }: { range: Range; onChange: SetQuery }) {
  const t = useTexts(words);
  const choose = (name: Preset) => {
    if (name !== "custom") return onChange({ range: name, since: null, until: null });
    const { since, until } = ends(range);
    onChange({
      range: name,
      since: dayOf(new Date(since)),
      until: dayOf(new Date(Date.parse(until) - 1)),
    });
  };
  const edit = (name: "since" | "until", day: string) => {
    if (day) onChange({ [name]: day });
  };
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
      {range.name === "custom" &&
        (["since", "until"] as const).map((name) => (
          <Field key={name} label={`${t[name]} (UTC)`} className="w-36">
            {(wiring) => (
              <Input
                {...wiring}
                type="date"
                value={range[name]}
                max={dayOf(new Date())}
                onChange={(event) => edit(name, event.target.value)}
              />
            )}
          </Field>
        ))}
      <Segmented
        label={t.range}
        value={range.name}
        options={PRESETS.map((value) => ({ value, label: t.ranges[value] }))}
        onChange={choose}
      />
    </div>
  );
}

function Filters({
  filter,
  names,
  onChange,
}: {
  filter: Asked["filter"];
  names: URLSearchParams;
  onChange: SetQuery;
}) {
  const t = useTexts(words);
  const s = useTexts(shared);
  const set = FILTERS.filter((name) => filter[name] !== null);
  if (set.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2">
      {set.map((name) => (
        <li key={name}>
          <button
            type="button"
            title={s.clear}
            onClick={() => onChange({ [name]: null, [`${name}Name`]: null })}
            className="inline-flex h-7 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-xs hover:bg-sunken pointer-coarse:h-9"
          >
            <span className="text-ink-soft">{t.bys[name]}:</span>
            {names.get(`${name}Name`) ?? filter[name]}
            <X aria-hidden className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Figures({ report }: { report: UsageReport }) {
  const t = useTexts(words);
  const { totals } = report;
  return (
    <Stats>
      <Stat
        label={t.requests}
        value={count(totals.requests)}
        note={totals.failures > 0 && t.failures(percent(totals.failures / totals.requests))}
      />
      <Stat label={t.input} value={short(totals.inputTokens)} note={t.tokens} />
      <Stat label={t.output} value={short(totals.outputTokens)} note={t.tokens} />
      <Stat label={t.cacheRead} value={short(totals.cacheReadTokens)} note={t.tokens} />
      <Stat label={t.credits} value={credits(totals.credits)} />
      <Stat label={t.firstToken} value={duration(totals.meanFirstTokenSeconds)} note={t.mean} />
      <Stat label={t.duration} value={duration(totals.meanSeconds)} note={t.mean} />
    </Stats>
  );
}

function OverTime({ asked }: { asked: Asked }) {
  const t = useTexts(words);
  const [query, setQuery] = useQueryState();
  const measure = MEASURES.find((each) => each === query.get("measure")) ?? "requests";
  const by = HOURLY.has(asked.range.name) || asked.by === "hour" ? "hour" : "day";
  const series = useReport({ ...asked, by });
  const step = by === "hour" ? 3_600 : 86_400;
  return (
    <Card
      title={t[measure]}
      tools={
        <Segmented
          label={t.measure}
          value={measure}
          options={MEASURES.map((value) => ({ value, label: t[value] }))}
          onChange={(next) => setQuery({ measure: next === "requests" ? null : next })}
        />
      }
    >
      <Loaded query={series}>
        {({ rows, since, until }) => (
          <UseChart
            measure={measure}
            points={filled(
              rows.map((row) => ({ at: row.id, totals: row.totals })),
              since,
              until,
              step,
            )}
            stepSeconds={step}
            height={220}
          />
        )}
      </Loaded>
    </Card>
  );
}
