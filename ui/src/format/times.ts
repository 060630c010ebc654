import { useSyncExternalStore } from "react";
import { currentLanguage } from "@/i18n/language";
import { UNKNOWN } from "./figures";

const SIZES = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

function locale(): string {
  return currentLanguage() === "zh" ? "zh-CN" : "en-GB";
}

/** 3 minutes ago, in 2 days; `now` is in milliseconds. */
export function relative(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto", style: "short" });
  for (const [unit, size] of SIZES) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, "second");
}

/** 04:59, 3:20:07, 12 d 4 h: what is left until `at`, null when that is over. */
export function countdown(at: string, now: number): string | null {
  const left = Math.ceil((Date.parse(at) - now) / 1000);
  if (left <= 0) return null;
  const pad = (value: number) => String(Math.floor(value)).padStart(2, "0");
  if (left >= 86_400) {
    const days = Math.floor(left / 86_400);
    const hours = Math.floor((left % 86_400) / 3_600);
    return currentLanguage() === "zh" ? `${days} 天 ${hours} 小时` : `${days} d ${hours} h`;
  }
  if (left >= 3_600)
    return `${Math.floor(left / 3_600)}:${pad((left % 3_600) / 60)}:${pad(left % 60)}`;
  return `${pad(left / 60)}:${pad(left % 60)}`;
}

/** 27 Nov 2026, 14:03:21 */
export function instant(at: string | null | undefined): string {
  if (!at) return UNKNOWN;
  return new Date(at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "medium" });
}

/** 14:03:21, or 27 Nov 14:03:21 where the day is another one. */
export function clock(at: string, now: number): string {
  const when = new Date(at);
  const isToday = when.toDateString() === new Date(now).toDateString();
  return when.toLocaleString(locale(), {
    ...(isToday ? {} : { day: "numeric", month: "short" }),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** 27 Nov */
export function day(at: string | null | undefined): string {
  if (!at) return UNKNOWN;
  return new Date(at).toLocaleDateString(locale(), { day: "numeric", month: "short" });
}

/** 27 Nov, of the days that usage is counted by: those of UTC. */
export function countedDay(at: string): string {
  return new Date(at).toLocaleDateString(locale(), {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
}

/** 27 Nov 2026 */
export function date(at: string | null | undefined): string {
  return at ? new Date(at).toLocaleDateString(locale(), { dateStyle: "medium" }) : UNKNOWN;
}

/** 14:00 */
export function hour(at: string): string {
  return new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

// One clock for all: a thousand countdowns tick in one timer, and only while somebody looks.
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** Return the time in milliseconds, anew each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
