import { clock, countdown, instant, relative, useNow } from "@/format/times";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";

/** "3 min ago", which goes on; the instant itself for those who point at it. */
export function Ago({ at, none }: { at: string | null | undefined; none?: string }) {
  const t = useTexts(shared);
  const now = useNow();
  if (!at) return <span className="text-ink-faint">{none ?? t.never}</span>;
  return (
    <time dateTime={at} title={instant(at)} className="figures whitespace-nowrap">
      {relative(at, now)}
    </time>
  );
}

/** "04:59", which runs down; `done` stands there once it is over. */
export function Countdown({ until, done = "0:00" }: { until: string; done?: string }) {
  const now = useNow();
  return (
    <time dateTime={until} title={instant(until)} className="figures whitespace-nowrap">
      {countdown(until, now) ?? done}
    </time>
  );
}

/** The time of day, with the day where it is not today. */
export function Moment({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={instant(at)} className="figures whitespace-nowrap">
      {clock(at, now)}
    </time>
  );
}
