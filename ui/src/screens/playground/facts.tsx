import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy";
import { Card, Fact, Facts, Stat } from "@/components/layout";
import { count, credits, duration, UNKNOWN } from "@/format/figures";
import { useNow } from "@/format/times";
import { useTexts } from "@/i18n/texts";
import { Link } from "@/router/router";
import { useRow } from "./data";
import type { Run } from "./run";
import { playgroundTexts } from "./texts";

/** What a question took: time, tokens, credits, and how it ended. */
export function RunFacts({ run }: { run: Run }) {
  const t = useTexts(playgroundTexts);
  const isOver = run.endedAt !== null;
  const row = useRow(run.requestId, isOver);
  const cost = row.data?.request.credits;
  return (
    <>
      <div className="overflow-hidden rounded-lg border bg-raised">
        <dl className="-mr-px -mb-px grid grid-cols-2 sm:grid-cols-4">
          <Stat label={t.facts.firstToken} value={<Seconds run={run} until={run.firstAt} />} />
          <Stat label={t.facts.total} value={<Seconds run={run} until={run.endedAt} />} />
          <Stat
            label={t.facts.tokens}
            value={`${count(run.inputTokens)} / ${count(run.outputTokens)}`}
            note={run.cacheReadTokens > 0 && `${t.facts.cache}: ${count(run.cacheReadTokens)}`}
          />
          <Stat
            label={t.facts.credits}
            value={row.isFetching ? t.notYet : cost === undefined ? UNKNOWN : credits(cost)}
          />
        </dl>
      </div>
      <Card>
        <Facts>
          <Fact label={t.facts.status}>{t.phases[run.phase]}</Fact>
          {run.stopReason !== null && (
            <Fact label={t.facts.stopReason}>
              <code>{run.stopReason}</code>
            </Fact>
          )}
          <Fact label={t.facts.served}>
            <code className="break-all">{row.data?.request.upstreamModel || run.model}</code>
          </Fact>
          {row.data && (
            <>
              <Fact label={t.facts.credential}>{row.data.request.credential}</Fact>
              <Fact label={t.facts.attempts}>{count(row.data.request.attempts)}</Fact>
            </>
          )}
          {run.requestId !== null && (
            <Fact label={t.facts.request}>
              <RequestName id={run.requestId}>
                {row.data && (
                  <Link
                    to={`/requests?trace=${run.requestId}`}
                    className="ml-2 whitespace-nowrap text-accent underline"
                  >
                    {t.trace}
                  </Link>
                )}
              </RequestName>
            </Fact>
          )}
        </Facts>
      </Card>
    </>
  );
}

/** The time until something came; while it has not come, the time that has gone by. */
function Seconds({ run, until }: { run: Run; until: number | null }) {
  useNow();
  if (until === null && run.endedAt !== null) return UNKNOWN;
  return duration(((until ?? performance.now()) - run.startedAt) / 1000);
}

function RequestName({ id, children }: { id: string; children: ReactNode }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="truncate text-xs">{id}</code>
      <CopyButton text={id} />
      {children}
    </span>
  );
}
