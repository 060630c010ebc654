import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { cn } from "./classes";
import { useIsNarrow } from "./narrow";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand to the right, so that their digits stand below each other. */
  isFigure?: boolean;
  /** On a phone: the card's headline, a plain line of it, or left out. */
  onCard?: "title" | "line" | "none";
  /** Left out where the table has little room. */
  isMinor?: boolean;
  sort?: string;
}

export interface Order {
  by: string;
  isDescending: boolean;
}

interface Shown<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  order?: Order;
  onOrder?: (order: Order) => void;
  onOpen?: (row: Row) => void;
  /** The name of the row's link, for those who hear it. */
  openLabel?: (row: Row) => string;
  isMarked?: (row: Row) => boolean;
}

/** A table where there is room, cards where there is not. */
export function Table<Row>(shown: Shown<Row>) {
  return useIsNarrow() ? <Cards {...shown} /> : <Wide {...shown} />;
}

function Wide<Row>({
  label,
  columns,
  rows,
  rowKey,
  order,
  onOrder,
  onOpen,
  openLabel,
  isMarked,
}: Shown<Row>) {
  return (
    <div className="thin-scroll overflow-x-auto">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b text-left text-ink-soft text-xs">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                aria-sort={sortOf(column, order)}
                className={cn(
                  "h-8 whitespace-nowrap px-3 font-medium first:pl-4 last:pr-4",
                  column.isFigure && "text-right",
                  column.isMinor && "hidden xl:table-cell",
                )}
              >
                <Heading column={column} order={order} onOrder={onOrder} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              onClick={onOpen && ((event) => isPlain(event.target) && onOpen(row))}
              className={cn(
                "border-b last:border-b-0 hover:bg-sunken/60",
                onOpen && "cursor-pointer",
                isMarked?.(row) && "bg-accent-soft/50",
              )}
            >
              {columns.map((column, index) => (
                <td
                  key={column.key}
                  className={cn(
                    "h-9 px-3 first:pl-4 last:pr-4",
                    column.isFigure && "figures whitespace-nowrap text-right",
                    column.isMinor && "hidden xl:table-cell",
                  )}
                >
                  {index === 0 && onOpen && openLabel ? (
                    <Opener label={openLabel(row)} onOpen={() => onOpen(row)}>
                      {column.cell(row)}
                    </Opener>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isPlain(target: EventTarget): boolean {
  return !(target as HTMLElement).closest("button, a, input, label, select");
}

function Opener({
  label,
  onOpen,
  children,
}: {
  label: string;
  onOpen: () => void;
  children: ReactNode;
}) {
  return (
    <button type="button" onClick={onOpen} className="text-left">
      {children}
      <span className="sr-only">, {label}</span>
    </button>
  );
}

function sortOf<Row>(column: Column<Row>, order: Order | undefined) {
  if (!column.sort) return undefined;
  if (order?.by !== column.sort) return "none";
  return order.isDescending ? "descending" : "ascending";
}

function Heading<Row>({
  column,
  order,
  onOrder,
}: {
  column: Column<Row>;
  order: Order | undefined;
  onOrder: ((order: Order) => void) | undefined;
}) {
  const t = useTexts(shared);
  const by = column.sort;
  if (!by || !onOrder) return column.title;
  const isOn = order?.by === by;
  const Arrow = order?.isDescending ? ArrowDown : ArrowUp;
  return (
    <button
      type="button"
      title={t.sortBy(column.title)}
      onClick={() =>
        onOrder({ by, isDescending: isOn ? !order.isDescending : (column.isFigure ?? false) })
      }
      className={cn("inline-flex items-center gap-1 hover:text-ink", isOn && "text-ink")}
    >
      {column.title}
      {isOn && <Arrow aria-hidden className="size-3" />}
    </button>
  );
}

function Cards<Row>({ label, columns, rows, rowKey, onOpen, openLabel, isMarked }: Shown<Row>) {
  return (
    <ul aria-label={label} className="divide-y">
      {rows.map((row) => (
        <li key={rowKey(row)} className={cn(isMarked?.(row) && "bg-accent-soft/50")}>
          <RowCard columns={columns} row={row} onOpen={onOpen} openLabel={openLabel} />
        </li>
      ))}
    </ul>
  );
}

function RowCard<Row>({
  columns,
  row,
  onOpen,
  openLabel,
}: {
  columns: readonly Column<Row>[];
  row: Row;
  onOpen: ((row: Row) => void) | undefined;
  openLabel: ((row: Row) => string) | undefined;
}) {
  const titles = columns.filter((column) => column.onCard === "title");
  const lines = columns.filter((column) => (column.onCard ?? "line") === "line");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside does the same
    <div
      onClick={onOpen && ((event) => isPlain(event.target) && onOpen(row))}
      className="px-4 py-2.5"
    >
      <div className="flex min-h-6 items-center justify-between gap-3 font-medium">
        {titles.map((column, index) =>
          index === 0 && onOpen && openLabel ? (
            <Opener key={column.key} label={openLabel(row)} onOpen={() => onOpen(row)}>
              {column.cell(row)}
            </Opener>
          ) : (
            <span key={column.key} className="min-w-0">
              {column.cell(row)}
            </span>
          ),
        )}
      </div>
      <dl className="mt-1 grid grid-cols-2 gap-x-4 gap-y-0.5 text-xs">
        {lines.map((column) => (
          <div key={column.key} className="flex min-w-0 items-baseline justify-between gap-2">
            <dt className="shrink-0 text-ink-soft">{column.title}</dt>
            <dd className="figures min-w-0 truncate text-right">{column.cell(row)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A long list of which only what is seen is drawn; it scrolls with the window. */
export function LongList<Row>({
  label,
  rows,
  rowKey,
  estimate,
  children,
}: {
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** About how tall a row is, in pixels. */
  estimate: number;
  children: (row: Row, index: number) => ReactNode;
}) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    // What stands above may have grown: rows are placed from where the list begins.
    const next = list.current ? list.current.getBoundingClientRect().top + scrollY : 0;
    if (Math.abs(next - top) > 0.5) setTop(next);
  });
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => estimate,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
  });
  return (
    <ul
      ref={list}
      aria-label={label}
      className="relative"
      style={{ height: `${virtual.getTotalSize()}px` }}
    >
      {virtual.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        return (
          <li
            key={item.key}
            data-index={item.index}
            ref={virtual.measureElement}
            aria-setsize={rows.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start - top}px)` }}
          >
            {children(row, item.index)}
          </li>
        );
      })}
    </ul>
  );
}
