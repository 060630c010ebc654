import type { ReactNode } from "react";
import { cn } from "./classes";

export type Tone = "ok" | "warn" | "bad" | "idle" | "accent";

const DOTS: Record<Tone, string> = {
  ok: "bg-ok-fill",
  warn: "bg-warn-fill",
  bad: "bg-bad-fill",
  idle: "bg-idle",
  accent: "bg-accent",
};

const SOFT: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  idle: "bg-idle-soft text-ink-soft",
  accent: "bg-accent-soft text-accent",
};

/** A state: a dot in its colour, and its word, since not all see colours. */
export function State({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden className={cn("size-2 shrink-0 rounded-full", DOTS[tone])} />
      {children}
    </span>
  );
}

/** A small label. */
export function Badge({
  tone = "idle",
  children,
  className,
  title,
}: {
  tone?: Tone;
  children: ReactNode;
  className?: string;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex items-center gap-1 whitespace-nowrap rounded px-1.5 py-px font-medium text-2xs leading-4",
        SOFT[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

/** How much of something is used, from 0 to 1; the colour says when it gets close. */
export function Meter({
  share,
  label,
  className,
}: {
  share: number | null;
  label: string;
  className?: string;
}) {
  const width = Math.min(Math.max(share ?? 0, 0), 1);
  const tone = width >= 0.95 ? "bg-bad-fill" : width >= 0.8 ? "bg-warn-fill" : "bg-accent";
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(width * 100)}
      className={cn("h-1.5 overflow-hidden rounded-full bg-sunken", className)}
    >
      <div className={cn("h-full rounded-full", tone)} style={{ width: `${width * 100}%` }} />
    </div>
  );
}
