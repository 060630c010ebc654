import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "@/components/classes";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import type { Filter, SortKey } from "./filter";

/** The head of a column; a press sorts by it, where it can be sorted by. */
export function Heading({
  by,
  filter,
  onSort,
  isFigure = false,
  className,
  children,
}: {
  by?: SortKey;
  filter: Filter;
  onSort: (sort: SortKey) => void;
  isFigure?: boolean;
  className?: string;
  children: string;
}) {
  const t = useTexts(shared);
  const isOn = by !== undefined && filter.sort === by;
  const Arrow = filter.direction === "desc" ? ArrowDown : ArrowUp;
  const order = filter.direction === "desc" ? "descending" : "ascending";
  return (
    <th
      scope="col"
      aria-sort={by === undefined ? undefined : isOn ? order : "none"}
      className={cn("h-8 whitespace-nowrap px-3 font-medium", isFigure && "text-right", className)}
    >
      {by === undefined ? (
        children
      ) : (
        <button
          type="button"
          title={t.sortBy(children)}
          onClick={() => onSort(by)}
          className={cn("inline-flex items-center gap-1 hover:text-ink", isOn && "text-ink")}
        >
          {children}
          {isOn && <Arrow aria-hidden className="size-3" />}
        </button>
      )}
    </th>
  );
}
