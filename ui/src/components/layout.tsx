import type { ReactNode } from "react";
import { cn } from "./classes";

/** A screen: its name, what can be done there, and its content. */
export function Screen({
  title,
  tools,
  children,
}: {
  title: string;
  tools?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto grid w-full max-w-[1320px] grid-cols-[minmax(0,1fr)] gap-4 px-3 py-4 sm:px-6 sm:py-5">
      <title>{`${title} · kiro-py`}</title>
      <header className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="mr-auto font-semibold text-xl tracking-tight">{title}</h1>
        {tools}
      </header>
      {children}
    </div>
  );
}

/** A part of a screen, with hairlines around it. */
export function Card({
  title,
  tools,
  children,
  className,
  isBare = false,
}: {
  title?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Without space around the content: for tables. */
  isBare?: boolean;
}) {
  return (
    <section className={cn("min-w-0 rounded-lg border bg-raised", className)}>
      {(title || tools) && (
        <header className="flex min-h-10 flex-wrap items-center gap-2 border-b py-1 pr-2 pl-4">
          <h2 className="mr-auto font-semibold text-sm">{title}</h2>
          {tools}
        </header>
      )}
      <div className={cn(!isBare && "p-4")}>{children}</div>
    </section>
  );
}

/** A figure and what it counts. */
export function Stat({
  label,
  value,
  unit,
  note,
  tone,
}: {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  note?: ReactNode;
  tone?: "bad" | "warn";
}) {
  return (
    <div className="min-w-0 border-r border-b px-4 py-3">
      <dt className="truncate text-ink-soft text-xs">{label}</dt>
      <dd
        className={cn(
          "figures mt-0.5 truncate font-semibold text-xl tracking-tight",
          tone === "bad" && "text-bad",
          tone === "warn" && "text-warn",
        )}
      >
        {value}
        {unit && <span className="ml-1 font-normal text-ink-soft text-xs">{unit}</span>}
      </dd>
      <dd className="figures mt-0.5 min-h-4 truncate text-ink-soft text-xs">{note}</dd>
    </div>
  );
}

/** Figures side by side, hairlines between them. */
export function Stats({ children }: { children: ReactNode }) {
  return (
    <div className="overflow-hidden rounded-lg border bg-raised">
      {/* The last lines are cut off, whatever number of figures stands in a row. */}
      <dl className="-mr-px -mb-px grid grid-cols-2 sm:grid-cols-3 xl:grid-cols-[repeat(auto-fit,minmax(150px,1fr))]">
        {children}
      </dl>
    </div>
  );
}

/** Names and values, one pair a line. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[minmax(90px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
      {children}
    </dl>
  );
}

export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{label}</dt>
      <dd className="figures min-w-0 break-words">{children}</dd>
    </>
  );
}
