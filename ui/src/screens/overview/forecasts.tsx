import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import type { Forecast, ForecastView } from "@/api/types";
import { Badge, Meter, State, type Tone } from "@/components/badge";
import { Button } from "@/components/button";
import { Card } from "@/components/layout";
import { Loaded } from "@/components/states";
import { amount, UNKNOWN } from "@/format/figures";
import { day } from "@/format/times";
import { useTexts } from "@/i18n/texts";
import { Link } from "@/router/router";
import { words } from "./texts";

const FIRST = 8;

const TONES: Record<ForecastView["lasts"], Tone> = {
  "until reset": "ok",
  "runs out": "warn",
  gone: "bad",
  unknown: "idle",
};

/** When the credits run out: of the pool, and of each account, the first to run out first. */
export function Forecasts() {
  const t = useTexts(words);
  const [isWhole, setIsWhole] = useState(false);
  const forecast = useQuery({
    queryKey: ["forecast"],
    queryFn: ({ signal }) => api.get<Forecast>("/forecast", { signal }),
    refetchInterval: 300_000,
  });
  return (
    <Card title={t.forecast} isBare>
      <Loaded query={forecast}>
        {({ pool, credentials }) =>
          credentials.length === 0 ? (
            <p className="p-4 text-ink-soft">{t.noForecast}</p>
          ) : (
            <ul className="divide-y">
              <Account view={pool} name={t.wholePool} isPool />
              {credentials.slice(0, isWhole ? undefined : FIRST).map((view) => (
                <Account key={view.credentialId} view={view} name={view.label} />
              ))}
              {!isWhole && credentials.length > FIRST && (
                <li className="px-2 py-1.5">
                  <Button small kind="ghost" onClick={() => setIsWhole(true)}>
                    {t.showAll(credentials.length - FIRST)}
                  </Button>
                </li>
              )}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}

function Account({
  view,
  name,
  isPool = false,
}: {
  view: ForecastView;
  name: string;
  isPool?: boolean;
}) {
  const t = useTexts(words);
  const isKnown = view.limit > 0;
  return (
    <li className="grid gap-1.5 px-4 py-2.5">
      <div className="flex items-baseline gap-3">
        <span className={isPool ? "min-w-0 truncate font-semibold" : "min-w-0 truncate"}>
          {view.credentialId === null ? (
            name
          ) : (
            <Link to={`/credentials?id=${view.credentialId}`} className="hover:underline">
              {name}
            </Link>
          )}
        </span>
        {view.isStale && <Badge>{t.stale}</Badge>}
        <span className="figures ml-auto whitespace-nowrap">
          {isKnown ? t.left(amount(view.remaining), amount(view.limit)) : UNKNOWN}
        </span>
      </div>
      <Meter
        share={view.limit > 0 ? view.used / view.limit : null}
        label={`${name}: ${isKnown ? t.left(amount(view.remaining), amount(view.limit)) : t.unknown}`}
      />
      <div className="flex flex-wrap items-baseline gap-x-3 text-ink-soft text-xs">
        <State tone={TONES[view.lasts]}>
          <Verdict view={view} />
        </State>
        <span className="figures">
          {view.perDay === null ? t.paceUnknown : t.perDay(amount(view.perDay))}
        </span>
        {view.resetsAt !== null && (
          <span className="figures ml-auto">{t.resets(day(view.resetsAt))}</span>
        )}
      </div>
    </li>
  );
}

function Verdict({ view }: { view: ForecastView }) {
  const t = useTexts(words);
  switch (view.lasts) {
    case "until reset":
      return t.lasts;
    case "runs out":
      return t.runsOut(day(view.runsOutAt));
    case "gone":
      return t.gone;
    case "unknown":
      return t.unknown;
  }
}
