import { useState } from "react";
import type { OwnUsage, SeriesPoint } from "@/api/types";
import { Badge, Meter } from "@/components/badge";
import { Button } from "@/components/button";
import { Segmented } from "@/components/fields";
import { Card } from "@/components/layout";
import { Countdown } from "@/components/moments";
import { amount, count, short } from "@/format/figures";
import { date } from "@/format/times";
import { useTexts } from "@/i18n/texts";
import { type Measure, UseChart } from "../usage/charts";
import { filled } from "../usage/filled";
import { words as usageWords } from "../usage/texts";
import { words } from "./texts";

const MEASURES: readonly Measure[] = ["requests", "tokens", "credits"];

/** One key's limits and use. */
export function Own({ usage, onLeave }: { usage: OwnUsage; onLeave: () => void }) {
  const t = useTexts(words);
  const u = useTexts(usageWords);
  const [measure, setMeasure] = useState<Measure>("requests");
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="mr-auto min-w-0">
          <h1 className="break-words font-semibold text-xl tracking-tight">{usage.name}</h1>
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft text-xs">
            {usage.prefix && <span className="font-mono">{usage.prefix}…</span>}
            {usage.expiresAt !== null && <span>{t.expires(date(usage.expiresAt))}</span>}
            {usage.models.length === 0 ? (
              <span>{t.allModels}</span>
            ) : (
              usage.models.map((model) => <Badge key={model}>{model}</Badge>)
            )}
          </p>
        </div>
        <Button onClick={onLeave}>{t.other}</Button>
      </div>
      <Limits usage={usage} />
      <Card
        title={t.days}
        tools={
          <Segmented
            label={t.measure}
            value={measure}
            options={MEASURES.map((value) => ({ value, label: u[value] }))}
            onChange={setMeasure}
          />
        }
      >
        <UseChart
          measure={measure}
          points={lastDays(usage.days)}
          stepSeconds={86_400}
          height={200}
        />
      </Card>
    </>
  );
}

const DAYS = 30;

function lastDays(known: OwnUsage["days"]): SeriesPoint[] {
  const now = Date.now();
  const since = new Date(now - (DAYS - 1) * 86_400_000);
  return filled(known, since.toISOString(), new Date(now).toISOString(), 86_400);
}

function Limits({ usage: { limits, use } }: { usage: OwnUsage }) {
  const t = useTexts(words);
  const lines = [
    [t.perMinute, use.requestsThisMinute, limits.requestsPerMinute, count, null],
    [t.parallel, use.inFlight, limits.parallelRequests, count, null],
    [t.tokensDay, use.tokensToday, limits.tokensPerDay, short, use.dayEndsAt],
    [t.tokensMonth, use.tokensThisMonth, limits.tokensPerMonth, short, use.monthEndsAt],
    [t.creditsDay, use.creditsToday, limits.creditsPerDay, amount, use.dayEndsAt],
    [t.creditsMonth, use.creditsThisMonth, limits.creditsPerMonth, amount, use.monthEndsAt],
  ] as const;
  return (
    <Card title={t.limits}>
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {lines.map(([label, used, limit, format, endsAt]) => (
          <div key={label} className="grid content-start gap-1">
            <div className="flex items-baseline justify-between gap-3">
              <dt className="text-ink-soft">{label}</dt>
              <dd className="figures font-medium">
                {limit === null ? (
                  <>
                    {format(used)}{" "}
                    <span className="font-normal text-ink-faint text-xs">{t.unlimited}</span>
                  </>
                ) : (
                  t.of(format(used), format(limit))
                )}
              </dd>
            </div>
            {limit !== null && (
              <dd>
                <Meter
                  share={limit > 0 ? used / limit : 1}
                  label={`${label}: ${t.of(format(used), format(limit))}`}
                />
              </dd>
            )}
            {limit !== null && endsAt !== null && (
              <dd className="text-right text-ink-soft text-xs">
                {t.renewsIn} <Countdown until={endsAt} />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </Card>
  );
}
