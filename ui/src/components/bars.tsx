import { type PointerEvent, useEffect, useId, useRef, useState } from "react";
import { marks, thinned } from "./chart-scale";
import { cn } from "./classes";

export interface Series {
  name: string;
  /** Its colour, as a `fill-*` class; the key beside its name has the same. */
  fill: "fill-chart-1" | "fill-chart-2" | "fill-chart-3" | "fill-chart-4" | "fill-bad-fill";
}

export interface Bar {
  /** What stands below it, and what stands above its figures. */
  tick: string;
  title: string;
  /** One figure for each series, from the bottom up. */
  values: readonly number[];
}

const DOTS: Record<Series["fill"], string> = {
  "fill-chart-1": "bg-chart-1",
  "fill-chart-2": "bg-chart-2",
  "fill-chart-3": "bg-chart-3",
  "fill-chart-4": "bg-chart-4",
  "fill-bad-fill": "bg-bad-fill",
};

const LEFT = 44;
const BOTTOM = 20;
const TOP = 8;
const TICK_ROOM = 64;
const WIDEST = 56;

/** Figures over time, as stacked bars; pointing at one, or the arrow keys, tell its figures. */
export function Bars({
  label,
  bars,
  series,
  format,
  height = 180,
}: {
  label: string;
  bars: readonly Bar[];
  series: readonly Series[];
  format: (value: number) => string;
  height?: number;
}) {
  const [box, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const id = useId();
  const highest = Math.max(0, ...bars.map((bar) => sum(bar.values)));
  const lines = marks(highest);
  const top = lines.at(-1) ?? 1;
  const room = Math.max(0, width - LEFT);
  const step = bars.length > 0 ? room / bars.length : room;
  const y = (value: number) => TOP + (height - TOP - BOTTOM) * (1 - value / top);

  const point = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    const index = Math.floor(x / step);
    setAt(index >= 0 && index < bars.length ? index : null);
  };
  const move = (key: string) => {
    const last = bars.length - 1;
    if (key === "ArrowRight") setAt(at === null ? 0 : Math.min(last, at + 1));
    else if (key === "ArrowLeft") setAt(at === null ? last : Math.max(0, at - 1));
    else if (key === "Escape") setAt(null);
    else return false;
    return true;
  };

  const shown = at === null ? undefined : bars[at];
  return (
    <figure className="grid gap-2">
      <Legend series={series} />
      <div ref={box} className="relative">
        <svg
          width={width}
          height={height}
          role="img"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read bar by bar
          tabIndex={0}
          aria-label={spoken(label, bars, format)}
          aria-describedby={`${id}-at`}
          className="block touch-pan-y"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          onKeyDown={(event) => {
            if (move(event.key)) event.preventDefault();
          }}
        >
          <Grid lines={lines} y={y} width={width} format={format} />
          {shown && at !== null && (
            <rect
              x={LEFT + at * step}
              y={TOP}
              width={step}
              height={height - TOP - BOTTOM}
              className="fill-sunken"
            />
          )}
          {bars.map((bar, index) => (
            <Stack
              key={bar.title}
              bar={bar}
              series={series}
              x={LEFT + index * step}
              step={step}
              y={y}
            />
          ))}
          {thinned(bars.length, room / TICK_ROOM).map((index) => (
            <text
              key={index}
              x={Math.min(LEFT + (index + 0.5) * step, width - TICK_ROOM / 3)}
              y={height - 5}
              textAnchor="middle"
              className="figures fill-ink-faint text-2xs"
            >
              {bars[index]?.tick}
            </text>
          ))}
        </svg>
        <div id={`${id}-at`} role="status">
          {shown && at !== null && (
            <Tip
              bar={shown}
              series={series}
              format={format}
              place={(LEFT + (at + 0.5) * step) / Math.max(1, width)}
            />
          )}
        </div>
      </div>
    </figure>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function spoken(label: string, bars: readonly Bar[], format: (value: number) => string): string {
  let best: Bar | undefined;
  for (const bar of bars) if (!best || sum(bar.values) > sum(best.values)) best = bar;
  const total = format(sum(bars.map((bar) => sum(bar.values))));
  return best ? `${label}: ${total}; ${best.title}: ${format(sum(best.values))}` : label;
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return [box, width] as const;
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <figcaption className="flex flex-wrap gap-x-3 gap-y-1 text-ink-soft text-xs">
      {series.map((each) => (
        <span key={each.name} className="inline-flex items-center gap-1.5">
          <span aria-hidden className={cn("size-2 rounded-[2px]", DOTS[each.fill])} />
          {each.name}
        </span>
      ))}
    </figcaption>
  );
}

function Grid({
  lines,
  y,
  width,
  format,
}: {
  lines: readonly number[];
  y: (value: number) => number;
  width: number;
  format: (value: number) => string;
}) {
  return lines.map((line) => (
    <g key={line}>
      <line x1={LEFT} x2={width} y1={y(line)} y2={y(line)} className="stroke-line" />
      <text
        x={LEFT - 8}
        y={y(line) + 3.5}
        textAnchor="end"
        className="figures fill-ink-faint text-2xs"
      >
        {format(line)}
      </text>
    </g>
  ));
}

function Stack({
  bar,
  series,
  x,
  step,
  y,
}: {
  bar: Bar;
  series: readonly Series[];
  x: number;
  step: number;
  y: (value: number) => number;
}) {
  const gap = Math.max(step > 6 ? Math.min(step * 0.25, 4) : step > 3 ? 1 : 0, step - WIDEST);
  let below = 0;
  return series.map((each, index) => {
    const value = bar.values[index] ?? 0;
    if (value <= 0) return null;
    const from = y(below);
    below += value;
    const height = Math.max(from - y(below), 0.75);
    return (
      <rect
        key={each.name}
        x={x + gap / 2}
        y={from - height}
        width={Math.max(step - gap, 0.5)}
        height={height}
        className={each.fill}
      />
    );
  });
}

function Tip({
  bar,
  series,
  format,
  place,
}: {
  bar: Bar;
  series: readonly Series[];
  format: (value: number) => string;
  /** From 0 (left) to 1. */
  place: number;
}) {
  const side =
    place > 0.5 ? { right: `${(1 - place) * 100 + 2}%` } : { left: `${place * 100 + 2}%` };
  return (
    <div
      className="pointer-events-none absolute top-2 z-10 rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-xs shadow-sm"
      style={side}
    >
      <p className="mb-0.5 whitespace-nowrap font-medium">{bar.title}</p>
      {series.map((each, index) => (
        <p key={each.name} className="flex items-center gap-1.5 whitespace-nowrap">
          <span aria-hidden className={cn("size-2 rounded-[2px]", DOTS[each.fill])} />
          <span className="mr-3 text-ink-soft">{each.name}</span>
          <span className="figures ml-auto">{format(bar.values[index] ?? 0)}</span>
        </p>
      ))}
    </div>
  );
}
