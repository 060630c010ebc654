import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { api } from "@/api/client";
import type { AuditPage } from "@/api/types";
import { Button } from "@/components/button";
import { Card } from "@/components/layout";
import { Moment } from "@/components/moments";
import { Empty, Failure, SkeletonLines } from "@/components/states";
import { type Column, Table } from "@/components/table";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { deeds } from "./deeds";
import { words } from "./texts";

const PAGE = 50;

/** Who changed what, the newest first. */
export function Audit() {
  const t = useTexts(words);
  const s = useTexts(shared);
  const told: Readonly<Record<string, string>> = useTexts(deeds);
  const audit = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      api.get<AuditPage>("/audit", { query: { limit: PAGE, before: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = audit.data?.pages.flatMap((page) => page.items) ?? [];
  if (audit.isPending) return <SkeletonLines lines={9} />;
  if (audit.isError && rows.length === 0) {
    return <Failure failure={audit.error} onRetry={() => void audit.refetch()} />;
  }
  const columns: Column<AuditPage["items"][number]>[] = [
    { key: "at", title: t.at, onCard: "title", cell: (row) => <Moment at={row.at} /> },
    {
      key: "action",
      title: t.action,
      onCard: "title",
      cell: (row) => <span className="font-medium">{told[row.action] ?? row.action}</span>,
    },
    { key: "target", title: t.target, cell: (row) => row.target },
    {
      key: "detail",
      title: t.detail,
      cell: (row) => <span className="break-words">{row.detail}</span>,
    },
    { key: "who", title: t.who, cell: (row) => (row.who === "key" ? t.byKey : row.who) },
    {
      key: "address",
      title: t.address,
      cell: (row) => <span className="figures font-mono text-xs">{row.address}</span>,
    },
  ];
  return (
    <Card isBare>
      {rows.length === 0 ? (
        <Empty icon={<History aria-hidden />} title={t.noAudit}>
          {t.noAuditText}
        </Empty>
      ) : (
        <Table label={t.tabs.audit} columns={columns} rows={rows} rowKey={(row) => row.id} />
      )}
      {audit.hasNextPage && (
        <div className="border-t p-2 text-center">
          <Button
            kind="ghost"
            busy={audit.isFetchingNextPage}
            onClick={() => void audit.fetchNextPage()}
          >
            {s.loadMore}
          </Button>
        </div>
      )}
    </Card>
  );
}
