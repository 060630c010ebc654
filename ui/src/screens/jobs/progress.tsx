import { RotateCcw, Square } from "lucide-react";
import type { JobView } from "@/api/types";
import { Button } from "@/components/button";
import { cn } from "@/components/classes";
import { Ago } from "@/components/moments";
import { toast, useWords } from "@/components/toasts";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { isRunning, passedOver, useJobDeeds } from "./data";
import { useOpenJob } from "./open";
import { jobTexts } from "./texts";

/** How far a job is: what came out well and ill, and what is left. */
export function Progress({ job }: { job: JobView }) {
  const t = useTexts(jobTexts);
  const share = (part: number) => `${job.total === 0 ? 0 : (part / job.total) * 100}%`;
  return (
    <div className="grid gap-1">
      <div
        role="progressbar"
        aria-label={t.meter(t.actions[job.action])}
        aria-valuemin={0}
        aria-valuemax={job.total}
        aria-valuenow={job.finished}
        className="flex h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div className="bg-ok" style={{ width: share(job.succeeded) }} />
        <div className="bg-bad" style={{ width: share(job.failed) }} />
        <div className="bg-idle" style={{ width: share(passedOver(job)) }} />
      </div>
      <p className="figures flex flex-wrap gap-x-3 text-ink-soft text-xs">
        <span>{t.progress(count(job.finished), count(job.total))}</span>
        {job.succeeded > 0 && <span className="text-ok">{t.succeeded(job.succeeded)}</span>}
        {job.failed > 0 && <span className="text-bad">{t.failed(job.failed)}</span>}
        {passedOver(job) > 0 && <span>{t.skipped(passedOver(job))}</span>}
        <span className="ml-auto">
          {isRunning(job) ? t.states.running : t.states[job.state]} ·{" "}
          <Ago at={job.endedAt ?? job.startedAt} />
        </span>
      </p>
    </div>
  );
}

/** What can be done with a job: end it, or do once more what failed in it. */
export function JobButtons({ job, className }: { job: JobView; className?: string }) {
  const t = useTexts(jobTexts);
  const words = useWords();
  const openJob = useOpenJob();
  const { cancel, retry } = useJobDeeds();
  const tell = (failure: unknown) => toast.bad(words(failure));
  const again = () =>
    retry.mutate(job.id, { onError: tell, onSuccess: (next) => openJob(next.id) });
  return (
    <span className={cn("flex gap-1.5", className)}>
      {isRunning(job) && (
        <Button
          small
          busy={cancel.isPending}
          icon={<Square aria-hidden className="size-3" />}
          onClick={() => cancel.mutate(job.id, { onError: tell })}
        >
          {t.cancel}
        </Button>
      )}
      {!isRunning(job) && job.failed > 0 && (
        <Button
          small
          busy={retry.isPending}
          icon={<RotateCcw aria-hidden className="size-3.5" />}
          onClick={again}
        >
          {t.retry(job.failed)}
        </Button>
      )}
    </span>
  );
}
