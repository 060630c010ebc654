import { currentLanguage } from "@/i18n/language";

function locale(): string {
  return currentLanguage() === "zh" ? "zh-CN" : "en-GB";
}

/** What stands where nothing is known. */
export const UNKNOWN = "–";

/** 12,345 */
export function count(value: number | null | undefined): string {
  return value == null ? UNKNOWN : value.toLocaleString(locale());
}

/** 1,234.56: credits are fractions, and small ones matter. */
export function credits(value: number | null | undefined): string {
  if (value == null) return UNKNOWN;
  const digits = value !== 0 && Math.abs(value) < 1 ? 3 : 2;
  return value.toLocaleString(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** 2,386.6, 5,000: credits within a sentence, as short as they can be. */
export function amount(value: number | null | undefined): string {
  if (value == null) return UNKNOWN;
  const size = Math.abs(value);
  const digits = size >= 100 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString(locale(), { maximumFractionDigits: digits });
}

/** 980, 12.3k, 4.56M: the same letters in all languages, as engineers write them. */
export function short(value: number | null | undefined): string {
  if (value == null) return UNKNOWN;
  for (const [size, letter] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (Math.abs(value) >= size * 0.9995) return `${trimmed(value / size)}${letter}`;
  }
  return Number.isInteger(value) ? String(value) : trimmed(value);
}

function trimmed(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

/** 97.4 % */
export function percent(share: number | null | undefined, digits = 1): string {
  return share == null || !Number.isFinite(share) ? UNKNOWN : `${(share * 100).toFixed(digits)}%`;
}

/** 840 ms, 3.2 s, 2 m 05 s */
export function duration(seconds: number | null | undefined): string {
  if (seconds == null) return UNKNOWN;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 9.95 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, "0")} s`;
}
