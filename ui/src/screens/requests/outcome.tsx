import type { RequestRow } from "@/api/types";
import { State } from "@/components/badge";

/** How a request ended: its stop reason, or what went wrong. */
export function Outcome({ row }: { row: RequestRow }) {
  const tone = row.isFailed ? (row.status === 499 || row.status < 400 ? "warn" : "bad") : "ok";
  return (
    <State tone={tone}>
      <span className={row.isFailed ? "font-medium" : undefined}>{row.outcome}</span>
      {row.status >= 400 && <span className="figures text-ink-soft text-xs">{row.status}</span>}
    </State>
  );
}
