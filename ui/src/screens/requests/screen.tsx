import { useInfiniteQuery } from "@tanstack/react-query";
import { Pause, Play, ScrollText } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { RequestPage, RequestRow } from "@/api/types";
import { Button } from "@/components/button";
import { Card, Screen } from "@/components/layout";
import { Moment } from "@/components/moments";
import { Empty, Failure, SkeletonLines } from "@/components/states";
import { type Column, Table } from "@/components/table";
import { count, credits, duration, short } from "@/format/figures";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { FILTERS, Filters } from "./filters";
import { Outcome } from "./outcome";
import { words } from "./texts";
import { Trace } from "./trace";

const PAGE = 50;

export default function RequestsScreen() {
  const t = useTexts(words);
  const [query, setQuery] = useQueryState();
  const [isLive, setIsLive] = useState(true);
  const filter = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)]));
  const isFiltered = FILTERS.some((name) => filter[name] !== null);
  const trace = query.get("trace");

  const requests = useInfiniteQuery({
    queryKey: ["requests", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<RequestPage>("/requests", {
        query: { ...filter, limit: PAGE, before: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // One who reads does not want the lines to move away.
    enabled: isLive,
  });
  const rows = unique(requests.data?.pages ?? []);

  return (
    <Screen
      title={t.title}
      tools={
        <Button
          aria-pressed={!isLive}
          title={isLive ? t.pause : t.goOn}
          icon={
            isLive ? (
              <Pause aria-hidden className="size-3.5" />
            ) : (
              <Play aria-hidden className="size-3.5" />
            )
          }
          onClick={() => setIsLive(!isLive)}
        >
          {isLive ? t.live : t.paused}
        </Button>
      }
    >
      <Filters
        onChange={(patch) => {
          setIsLive(true);
          setQuery(patch);
        }}
      />
      <Card isBare>
        {requests.isPending ? (
          <SkeletonLines lines={9} />
        ) : requests.isError && rows.length === 0 ? (
          <Failure failure={requests.error} onRetry={() => void requests.refetch()} />
        ) : rows.length === 0 ? (
          <Nothing isFiltered={isFiltered} />
        ) : (
          <Rows
            rows={rows}
            marked={trace}
            onOpen={(id) => setQuery({ trace: id }, { push: true })}
          />
        )}
        <More
          isShown={requests.hasNextPage}
          isBusy={requests.isFetchingNextPage}
          onMore={() => void requests.fetchNextPage()}
        />
      </Card>
      {trace !== null && <Trace id={trace} onClose={() => setQuery({ trace: null })} />}
    </Screen>
  );
}

/** Return the rows of all pages; one that has slid onto the next page is shown once. */
function unique(pages: readonly RequestPage[]): RequestRow[] {
  const rows = new Map<string, RequestRow>();
  for (const page of pages) for (const row of page.items) rows.set(row.id, row);
  return [...rows.values()];
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const t = useTexts(words);
  return (
    <Empty icon={<ScrollText aria-hidden />} title={isFiltered ? t.noneTitle : t.emptyTitle}>
      {isFiltered ? t.noneText : t.emptyText}
    </Empty>
  );
}

function More({
  isShown,
  isBusy,
  onMore,
}: {
  isShown: boolean;
  isBusy: boolean;
  onMore: () => void;
}) {
  const s = useTexts(shared);
  if (!isShown) return null;
  return (
    <div className="border-t p-2 text-center">
      <Button kind="ghost" busy={isBusy} onClick={onMore}>
        {s.loadMore}
      </Button>
    </div>
  );
}

function Rows({
  rows,
  marked,
  onOpen,
}: {
  rows: readonly RequestRow[];
  marked: string | null;
  onOpen: (id: string) => void;
}) {
  const t = useTexts(words);
  const columns: Column<RequestRow>[] = [
    { key: "at", title: t.time, onCard: "title", cell: (row) => <Moment at={row.at} /> },
    { key: "outcome", title: t.outcome, onCard: "title", cell: (row) => <Outcome row={row} /> },
    {
      key: "model",
      title: t.model,
      cell: (row) => <span className="whitespace-nowrap">{row.model}</span>,
    },
    { key: "key", title: t.key, cell: (row) => <Short>{row.key}</Short> },
    { key: "credential", title: t.credential, cell: (row) => <Short>{row.credential}</Short> },
    { key: "in", title: t.input, isFigure: true, cell: (row) => short(row.inputTokens) },
    {
      key: "cached",
      title: t.cached,
      isFigure: true,
      isMinor: true,
      onCard: "none",
      cell: (row) => short(row.cacheReadTokens),
    },
    { key: "out", title: t.output, isFigure: true, cell: (row) => short(row.outputTokens) },
    { key: "credits", title: t.credits, isFigure: true, cell: (row) => credits(row.credits) },
    {
      key: "first",
      title: t.firstToken,
      isFigure: true,
      isMinor: true,
      onCard: "none",
      cell: (row) => duration(row.firstTokenSeconds),
    },
    { key: "took", title: t.duration, isFigure: true, cell: (row) => duration(row.seconds) },
    {
      key: "attempts",
      title: t.attempts,
      isFigure: true,
      isMinor: true,
      onCard: "none",
      cell: (row) => (
        <span className={row.attempts > 1 ? "text-warn" : "text-ink-soft"}>
          {count(row.attempts)}
        </span>
      ),
    },
  ];
  return (
    <Table
      label={t.title}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      onOpen={(row) => onOpen(row.id)}
      openLabel={(row) => t.open(row.id)}
      isMarked={(row) => row.id === marked}
    />
  );
}

function Short({ children }: { children: string }) {
  return (
    <span className="block max-w-44 truncate" title={children}>
      {children}
    </span>
  );
}
