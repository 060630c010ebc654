import { CircleAlert, MessageSquareText } from "lucide-react";
import { CopyButton } from "@/components/copy";
import { Card } from "@/components/layout";
import { Empty } from "@/components/states";
import { useTexts } from "@/i18n/texts";
import type { Run, RunFault } from "./run";
import { playgroundTexts } from "./texts";

/** The answer as it arrives, its thinking apart, and the error that a client would see. */
export function Answer({ run }: { run: Run | null }) {
  const t = useTexts(playgroundTexts);
  const isEmpty = run === null || (run.text === "" && run.thinking === "" && run.fault === null);
  return (
    <Card
      title={t.answer}
      tools={run !== null && run.text !== "" && <CopyButton text={run.text} label={t.copy} />}
    >
      <div aria-busy={run !== null && run.endedAt === null} className="grid gap-3">
        {isEmpty && <Waiting run={run} />}
        {run !== null && run.thinking !== "" && <Thoughts run={run} />}
        {run !== null && run.text !== "" && (
          <p className="whitespace-pre-wrap break-words text-base leading-relaxed">{run.text}</p>
        )}
        {run?.fault && <Fault fault={run.fault} />}
      </div>
    </Card>
  );
}

function Waiting({ run }: { run: Run | null }) {
  const t = useTexts(playgroundTexts);
  if (run === null) return <Empty icon={<MessageSquareText aria-hidden />} title={t.empty} />;
  return (
    <p role="status" className="text-ink-soft">
      {run.endedAt === null ? t.asking : t.phases[run.phase]}
    </p>
  );
}

function Thoughts({ run }: { run: Run }) {
  const t = useTexts(playgroundTexts);
  return (
    <details
      open={run.text === "" || undefined}
      className="rounded-md border-line-strong border-l-2 bg-sunken/60 px-3 py-2"
    >
      <summary className="font-medium text-ink-soft text-xs">{t.thoughts}</summary>
      <p className="mt-1.5 whitespace-pre-wrap break-words text-ink-soft">{run.thinking}</p>
    </details>
  );
}

function Fault({ fault }: { fault: RunFault }) {
  const t = useTexts(playgroundTexts);
  const own: Readonly<Record<string, string>> = { stream_cut: t.cut, unreachable: t.unreachable };
  return (
    <div
      role="alert"
      className="grid gap-1 rounded-md border border-bad/40 bg-bad-soft px-3 py-2.5"
    >
      <p className="flex items-center gap-2 font-medium text-bad">
        <CircleAlert aria-hidden className="size-4 shrink-0" />
        {fault.status === null ? t.faultInStream : t.faultTitle(fault.status)}
      </p>
      <p className="break-words">{fault.message || own[fault.type]}</p>
      <p className="font-mono text-xs">{fault.type}</p>
    </div>
  );
}
