import { type ReactNode, useMemo, useState } from "react";
import type { UsageReport, UsageRow } from "@/api/types";
import { Button } from "@/components/button";
import { Card } from "@/components/layout";
import { type Column, type Order, Table } from "@/components/table";
import { count, credits, duration, percent, short } from "@/format/figures";
import { countedDay, instant } from "@/format/times";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { words } from "./texts";

const FIRST = 100;

type Narrowing = "key" | "model" | "credential";

/** The figures of each key, model, credential or step of time. */
export function UsageTable({
  report,
  tools,
  onNarrow,
}: {
  report: UsageReport;
  tools: ReactNode;
  /** Look at one row alone. */
  onNarrow: (by: Narrowing, id: string, label: string) => void;
}) {
  const t = useTexts(words);
  const [query, setQuery] = useQueryState();
  const isTime = report.by === "day" || report.by === "hour";
  const order: Order = {
    by: query.get("sort") ?? (isTime ? "label" : "requests"),
    isDescending: query.get("direction") !== "asc",
  };
  const [isWhole, setIsWhole] = useState(false);
  const columns = useColumns(report, onNarrow);
  const rows = useMemo(
    () => sorted(report.rows, order.by, order.isDescending),
    [report.rows, order.by, order.isDescending],
  );
  return (
    <Card title={t.bys[report.by]} tools={tools} isBare>
      <Table
        label={t.bys[report.by]}
        columns={columns}
        rows={isWhole ? rows : rows.slice(0, FIRST)}
        rowKey={(row) => row.id}
        order={order}
        onOrder={({ by, isDescending }) =>
          setQuery({ sort: by, direction: isDescending ? null : "asc" })
        }
      />
      {!isWhole && rows.length > FIRST && (
        <div className="border-t p-2 text-center">
          <Button kind="ghost" onClick={() => setIsWhole(true)}>
            {t.showAll(rows.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}

const FIGURES = {
  requests: (row: UsageRow) => row.totals.requests,
  failures: (row: UsageRow) => row.totals.failures,
  input: (row: UsageRow) => row.totals.inputTokens,
  output: (row: UsageRow) => row.totals.outputTokens,
  cacheRead: (row: UsageRow) => row.totals.cacheReadTokens,
  cacheWrite: (row: UsageRow) => row.totals.cacheWriteTokens,
  credits: (row: UsageRow) => row.totals.credits,
  firstToken: (row: UsageRow) => row.totals.meanFirstTokenSeconds ?? -1,
  duration: (row: UsageRow) => row.totals.meanSeconds ?? -1,
};

export function sorted(rows: readonly UsageRow[], by: string, isDescending: boolean): UsageRow[] {
  const figure = FIGURES[by as keyof typeof FIGURES] as ((row: UsageRow) => number) | undefined;
  const before = figure
    ? (a: UsageRow, b: UsageRow) => figure(a) - figure(b)
    : (a: UsageRow, b: UsageRow) => a.label.localeCompare(b.label, undefined, { numeric: true });
  return rows.toSorted((a, b) => (isDescending ? -before(a, b) : before(a, b)));
}

function useColumns(
  report: UsageReport,
  onNarrow: (by: Narrowing, id: string, label: string) => void,
): Column<UsageRow>[] {
  const t = useTexts(words);
  const { by, totals } = report;
  const figure = (
    key: keyof typeof FIGURES,
    title: string,
    cell: (row: UsageRow) => ReactNode,
    isMinor = false,
  ): Column<UsageRow> => ({ key, title, cell, sort: key, isFigure: true, isMinor });
  const name = (row: UsageRow) => {
    if (by === "day") return <span className="figures">{countedDay(row.id)}</span>;
    if (by === "hour")
      return <span className="figures">{instant(row.id).replace(/:00$/, "")}</span>;
    return (
      <button
        type="button"
        onClick={() => onNarrow(by, row.id, row.label)}
        className="max-w-72 truncate text-left hover:underline"
      >
        {row.label}
      </button>
    );
  };
  const share = (row: UsageRow) => {
    const part = totals.credits > 0 ? row.totals.credits / totals.credits : 0;
    return (
      <span className="flex items-center justify-end gap-2">
        <span aria-hidden className="hidden h-1.5 w-16 rounded-full bg-sunken sm:block">
          <span
            className="block h-full rounded-full bg-accent"
            style={{ width: `${part * 100}%` }}
          />
        </span>
        <span className="w-11">{percent(part)}</span>
      </span>
    );
  };
  return [
    { key: "label", title: t.bys[by], sort: "label", onCard: "title", cell: name },
    figure("requests", t.requests, (row) => count(row.totals.requests)),
    figure("failures", t.failed, (row) => (
      <span className={row.totals.failures > 0 ? "text-bad" : "text-ink-faint"}>
        {count(row.totals.failures)}
      </span>
    )),
    figure("input", t.input, (row) => short(row.totals.inputTokens)),
    figure("output", t.output, (row) => short(row.totals.outputTokens)),
    figure("cacheRead", t.cacheRead, (row) => short(row.totals.cacheReadTokens)),
    figure("cacheWrite", t.cacheWrite, (row) => short(row.totals.cacheWriteTokens), true),
    figure("firstToken", t.firstToken, (row) => duration(row.totals.meanFirstTokenSeconds), true),
    figure("duration", t.duration, (row) => duration(row.totals.meanSeconds), true),
    figure("credits", t.credits, (row) => credits(row.totals.credits)),
    { key: "share", title: t.shareOf(t.credits), isFigure: true, onCard: "none", cell: share },
  ];
}
