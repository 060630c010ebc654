import type { Overview } from "@/api/types";
import { Badge } from "@/components/badge";
import { Card } from "@/components/layout";
import { type Column, Table } from "@/components/table";
import { count, duration, percent } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { Link } from "@/router/router";
import { words } from "./texts";

/** How requests failed, the most frequent way first. */
export function Failures({ overview }: { overview: Overview }) {
  const t = useTexts(words);
  const { errors, totals } = overview;
  const columns: Column<Overview["errors"][number]>[] = [
    {
      key: "kind",
      title: t.kind,
      onCard: "title",
      cell: (row) => (
        <Link
          to={`/requests?outcome=${encodeURIComponent(row.kind)}`}
          className="font-mono text-xs hover:underline"
        >
          {row.kind}
        </Link>
      ),
    },
    {
      key: "status",
      title: t.status,
      isFigure: true,
      onCard: "title",
      cell: (row) => <Badge tone={row.status >= 500 ? "bad" : "warn"}>{row.status}</Badge>,
    },
    { key: "count", title: t.count, isFigure: true, cell: (row) => count(row.count) },
    {
      key: "share",
      title: t.share,
      isFigure: true,
      cell: (row) => percent(totals.requests ? row.count / totals.requests : null),
    },
  ];
  return (
    <Card title={t.errors} isBare={errors.length > 0}>
      {errors.length === 0 ? (
        <p className="text-ink-soft">{t.noErrors}</p>
      ) : (
        <Table
          label={t.errors}
          columns={columns}
          rows={errors}
          rowKey={(row) => `${row.kind} ${row.status}`}
        />
      )}
    </Card>
  );
}

/** How long clients waited. */
export function Latencies({ overview }: { overview: Overview }) {
  const t = useTexts(words);
  const rows = [
    { name: t.firstToken, latency: overview.firstToken },
    { name: t.duration, latency: overview.duration },
  ];
  const columns: Column<(typeof rows)[number]>[] = [
    { key: "name", title: t.latency, onCard: "title", cell: (row) => row.name },
    { key: "p50", title: t.half, isFigure: true, cell: (row) => duration(row.latency.p50) },
    { key: "p90", title: t.most, isFigure: true, cell: (row) => duration(row.latency.p90) },
    { key: "p99", title: t.almost, isFigure: true, cell: (row) => duration(row.latency.p99) },
  ];
  return (
    <Card title={t.latency} isBare>
      <Table label={t.latency} columns={columns} rows={rows} rowKey={(row) => row.name} />
    </Card>
  );
}
