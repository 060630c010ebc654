import { useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import type { CredentialDetail, CredentialPage } from "@/api/types";
import { cn } from "@/components/classes";
import { Checkbox } from "@/components/fields";
import { useIsNarrow } from "@/components/narrow";
import { Skeleton } from "@/components/states";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { useRows } from "./data";
import type { Filter, SortKey } from "./filter";
import type { Layout } from "./layout";
import { CardRow, ComingCells, CompactRow, type Row, TableRow } from "./row";
import { Heading } from "./sort-heading";
import { credentialTexts } from "./texts";

/** What the list needs to know of what is chosen. */
export interface Picking {
  readonly picked: ReadonlySet<number>;
  readonly pick: (id: number, isPicked: boolean) => void;
  readonly pickAll: () => void;
  readonly clear: () => void;
}

interface Shown {
  readonly filter: Filter;
  readonly head: CredentialPage;
  readonly picking: Picking;
  readonly onOpen: (id: number) => void;
  readonly onSort: (sort: SortKey) => void;
}

type RowAt = (index: number) => Row | undefined;

/** The credentials that the filter leaves; only those in sight are drawn and asked for. */
export function PoolList({ layout, ...shown }: Shown & { layout: Layout }) {
  const isPhone = useIsNarrow();
  if (layout === "cards") return <Cards {...shown} />;
  return isPhone ? <Compact {...shown} /> : <Table {...shown} />;
}

/** Where an element begins on the page, so that what scrolls with the window knows its place. */
function useTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = () => setTop(box.getBoundingClientRect().top + scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}

function useSeen(lines: number, estimate: number, top: number) {
  const virtual = useWindowVirtualizer({
    count: lines,
    estimateSize: () => estimate,
    overscan: 6,
    scrollMargin: top,
  });
  const items = virtual.getVirtualItems();
  return {
    virtual,
    items,
    before: (items[0]?.start ?? top) - top,
    after: virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top),
  };
}

function useRowAt(shown: Shown, items: readonly VirtualItem[], perLine = 1): RowAt {
  const first = (items[0]?.index ?? 0) * perLine;
  const last = ((items.at(-1)?.index ?? 0) + 1) * perLine - 1;
  const detailAt = useRows(
    shown.filter,
    first,
    Math.min(last, Math.max(shown.head.matched - 1, 0)),
  );
  return (index) => {
    const detail = detailAt(index);
    return detail && rowOf(shown, detail);
  };
}

function rowOf({ picking, onOpen }: Shown, detail: CredentialDetail): Row {
  return {
    detail,
    isPicked: picking.picked.has(detail.id),
    onPick: (isPicked) => picking.pick(detail.id, isPicked),
    onOpen: () => onOpen(detail.id),
  };
}

function Table(shown: Shown) {
  const t = useTexts(credentialTexts);
  const body = useRef<HTMLTableSectionElement>(null);
  const { virtual, items, before, after } = useSeen(shown.head.matched, 57, useTop(body));
  const rowAt = useRowAt(shown, items);
  return (
    <div className="thin-scroll overflow-x-auto rounded-lg border bg-raised">
      <table
        aria-rowcount={shown.head.matched + 1}
        className="w-full min-w-[860px] border-collapse"
      >
        <caption className="sr-only">{t.title}</caption>
        <TableHead {...shown} />
        <tbody ref={body}>
          <Gap height={before} />
          {items.map(({ index }) => {
            const row = rowAt(index);
            return (
              <tr
                key={index}
                data-index={index}
                ref={virtual.measureElement}
                aria-rowindex={index + 2}
                className={cn(
                  "h-[57px] border-b last:border-b-0 hover:bg-sunken/60",
                  row?.isPicked && "bg-accent-soft/50 hover:bg-accent-soft/70",
                )}
              >
                {row ? <TableRow {...row} /> : <ComingCells />}
              </tr>
            );
          })}
          <Gap height={after} />
        </tbody>
      </table>
    </div>
  );
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={7} style={{ height: `${height}px` }} />
    </tr>
  );
}

function TableHead({ filter, head, picking, onSort }: Shown) {
  const t = useTexts(credentialTexts);
  const { picked, pickAll, clear } = picking;
  const isAll = picked.size > 0 && picked.size >= head.matched;
  return (
    <thead>
      <tr className="border-b text-left text-ink-soft text-xs">
        <th scope="col" className="h-8 w-10 px-3 pl-4">
          <Checkbox
            label={t.bulk.selectAll(count(head.matched))}
            checked={isAll || (picked.size > 0 && "indeterminate")}
            onChange={() => (isAll ? clear() : pickAll())}
          />
        </th>
        <Heading by="email" filter={filter} onSort={onSort} className="w-[34%]">
          {t.columns.credential}
        </Heading>
        <Heading by="state" filter={filter} onSort={onSort} className="w-[26%]">
          {t.columns.state}
        </Heading>
        <Heading by="remaining" filter={filter} onSort={onSort}>
          {t.columns.quota}
        </Heading>
        <Heading by="priority" filter={filter} onSort={onSort} isFigure>
          {t.columns.priority}
        </Heading>
        <Heading filter={filter} onSort={onSort} isFigure>
          {t.columns.served}
        </Heading>
        <Heading by="lastUsed" filter={filter} onSort={onSort} isFigure className="pr-4">
          {t.columns.lastUsed}
        </Heading>
      </tr>
    </thead>
  );
}

/** Each line has a place of its own: one that comes into sight moves no other. */
const PLACED = "absolute inset-x-0";

function Compact(shown: Shown) {
  const t = useTexts(credentialTexts);
  const box = useRef<HTMLUListElement>(null);
  const top = useTop(box);
  const { virtual, items } = useSeen(shown.head.matched, 60, top);
  const rowAt = useRowAt(shown, items);
  return (
    <ul
      ref={box}
      aria-label={t.title}
      className="relative overflow-hidden rounded-lg border bg-raised"
      style={{ height: `${virtual.getTotalSize()}px` }}
    >
      {items.map(({ index, start }) => {
        const row = rowAt(index);
        return (
          <li
            key={index}
            data-index={index}
            ref={virtual.measureElement}
            aria-setsize={shown.head.matched}
            aria-posinset={index + 1}
            className={cn(PLACED, row?.isPicked && "bg-accent-soft/50")}
            style={{ top: `${start - top}px` }}
          >
            {row ? <CompactRow {...row} /> : <Skeleton className="mx-4 my-4 h-7" />}
          </li>
        );
      })}
    </ul>
  );
}

/** How many cards stand side by side where the list is `width` pixels wide. */
export function cardsPerLine(width: number): number {
  return Math.max(1, Math.min(4, Math.floor((width + 12) / 300)));
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    setWidth(box.clientWidth);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

function Cards(shown: Shown) {
  const t = useTexts(credentialTexts);
  const box = useRef<HTMLElement>(null);
  const perLine = cardsPerLine(useWidth(box));
  const { matched } = shown.head;
  const top = useTop(box);
  const { virtual, items } = useSeen(Math.ceil(matched / perLine), 206, top);
  const rowAt = useRowAt(shown, items, perLine);
  return (
    <section
      ref={box}
      aria-label={t.title}
      className="relative"
      style={{ height: `${virtual.getTotalSize()}px` }}
    >
      {items.map((line) => (
        <ul
          key={line.index}
          data-index={line.index}
          ref={virtual.measureElement}
          className={cn(PLACED, "grid gap-3 pb-3")}
          style={{
            top: `${line.start - top}px`,
            gridTemplateColumns: `repeat(${perLine}, minmax(0, 1fr))`,
          }}
        >
          {indicesOf(line.index, perLine, matched).map((index) => {
            const row = rowAt(index);
            return (
              <li key={index} aria-setsize={matched} aria-posinset={index + 1}>
                {row ? <CardRow {...row} /> : <Skeleton className="h-48 rounded-lg" />}
              </li>
            );
          })}
        </ul>
      ))}
    </section>
  );
}

function indicesOf(line: number, perLine: number, count: number): number[] {
  const first = line * perLine;
  return Array.from({ length: Math.min(perLine, count - first) }, (_, step) => first + step);
}
