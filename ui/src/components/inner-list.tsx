import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import { cn } from "./classes";

/** A long list with a window of its own, of which only what is seen is drawn. */
export function InnerList<Row>({
  label,
  rows,
  rowKey,
  height,
  className,
  children,
}: {
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** How tall each row is, in pixels. */
  height: number;
  className?: string;
  children: (row: Row, index: number) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 10,
  });
  return (
    <section
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
      tabIndex={0}
      aria-label={label}
      className={cn("thin-scroll overflow-y-auto", className)}
    >
      <ul className="relative" style={{ height: `${virtual.getTotalSize()}px` }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={rowKey(row)}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: `${height}px`, transform: `translateY(${item.start}px)` }}
            >
              {children(row, item.index)}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
