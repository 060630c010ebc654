import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { address, api } from "@/api/client";
import type { RequestTrace } from "@/api/types";
import { Badge, State } from "@/components/badge";
import { CopyButton } from "@/components/copy";
import { Dialog } from "@/components/dialog";
import { Fact, Facts } from "@/components/layout";
import { Loaded } from "@/components/states";
import { count, credits, duration, UNKNOWN } from "@/format/figures";
import { instant } from "@/format/times";
import { useTexts } from "@/i18n/texts";
import { Link } from "@/router/router";
import { Outcome } from "./outcome";
import { words } from "./texts";

/** One request, and what became of each try. */
export function Trace({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts(words);
  const trace = useQuery({
    queryKey: ["trace", id],
    queryFn: ({ signal }) =>
      api.get<RequestTrace>(`/requests/${encodeURIComponent(id)}`, { signal }),
  });
  return (
    <Dialog
      place="side"
      title={t.trace}
      onClose={onClose}
      tools={
        <a
          href={address(`/requests/${encodeURIComponent(id)}/trace`)}
          download
          title={t.downloadHint}
          className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong px-2.5 text-xs hover:bg-sunken"
        >
          <Download aria-hidden className="size-3.5" />
          {t.download}
        </a>
      }
    >
      <Loaded query={trace}>{(data) => <Content trace={data} />}</Loaded>
    </Dialog>
  );
}

function Content({ trace: { request, attempts } }: { trace: RequestTrace }) {
  const t = useTexts(words);
  return (
    <div className="grid gap-5">
      <div className="grid gap-2">
        <p className="text-base">
          <Outcome row={request} />
        </p>
        {request.message && (
          <p className="break-words rounded-md bg-sunken px-3 py-2">{request.message}</p>
        )}
      </div>
      <Facts>
        <Fact label={t.id}>
          <span className="flex items-center gap-1 font-mono text-xs">
            <span className="break-all">{request.id}</span>
            <CopyButton text={request.id} />
          </span>
        </Fact>
        <Fact label={t.time}>{instant(request.at)}</Fact>
        <Fact label={t.key}>{request.key}</Fact>
        <Fact label={t.credential}>
          {request.credentialId === null ? (
            request.credential || UNKNOWN
          ) : (
            <Link
              to={`/credentials?id=${request.credentialId}`}
              className="text-accent hover:underline"
            >
              {request.credential}
            </Link>
          )}
        </Fact>
        <Fact label={t.asked}>{request.model || UNKNOWN}</Fact>
        <Fact label={t.served}>{request.upstreamModel || UNKNOWN}</Fact>
        <Fact label={t.path}>
          {request.path} <Badge>{request.isStreamed ? t.streamed : t.whole}</Badge>
        </Fact>
        <Fact label={t.host}>{request.host || UNKNOWN}</Fact>
        <Fact label={t.tokens}>
          {t.tokensOf(
            count(request.inputTokens),
            count(request.cacheReadTokens),
            count(request.cacheWriteTokens),
            count(request.outputTokens),
          )}
        </Fact>
        <Fact label={t.credits}>{credits(request.credits)}</Fact>
        <Fact label={t.firstToken}>{duration(request.firstTokenSeconds)}</Fact>
        <Fact label={t.duration}>{duration(request.seconds)}</Fact>
      </Facts>
      <section className="grid gap-2">
        <h3 className="font-semibold">{t.tries}</h3>
        {attempts.length === 0 && <p className="text-ink-soft">{t.noTries}</p>}
        <ol className="grid gap-2">
          {attempts.map((attempt) => (
            <Attempt key={attempt.number} attempt={attempt} />
          ))}
        </ol>
      </section>
    </div>
  );
}

function Attempt({ attempt }: { attempt: RequestTrace["attempts"][number] }) {
  const t = useTexts(words);
  const isGood = attempt.status !== null && attempt.status < 300;
  return (
    <li className="rounded-md border">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-3 py-2">
        <span className="font-medium">{t.try(attempt.number)}</span>
        <State tone={isGood ? "ok" : "bad"}>
          {attempt.verdict}
          {attempt.status !== null && (
            <span className="figures text-ink-soft text-xs">{attempt.status}</span>
          )}
        </State>
        <span className="figures ml-auto text-ink-soft text-xs">{duration(attempt.seconds)}</span>
        <span className="figures w-full text-ink-soft text-xs">
          {attempt.credentialId !== null && `#${attempt.credentialId} · `}
          {attempt.host} · {instant(attempt.at)}
        </span>
      </div>
      {attempt.detail !== null && attempt.detail !== "" && (
        <pre className="thin-scroll max-h-56 overflow-auto whitespace-pre-wrap break-words border-t bg-sunken/60 px-3 py-2 font-mono text-xs">
          {pretty(attempt.detail)}
        </pre>
      )}
      {attempt.detail === null && !isGood && (
        <p className="border-t px-3 py-2 text-ink-soft text-xs">{t.noDetail}</p>
      )}
    </li>
  );
}

/** Return JSON with its lines, anything else as it is: it may be cut. */
function pretty(detail: string): string {
  try {
    return JSON.stringify(JSON.parse(detail), null, 2);
  } catch {
    return detail;
  }
}
