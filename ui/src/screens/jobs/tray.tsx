import { LoaderCircle } from "lucide-react";
import { useEffect, useRef } from "react";
import type { JobView } from "@/api/types";
import { toast } from "@/components/toasts";
import { count } from "@/format/figures";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { isRunning, useJobs } from "./data";
import { JOB, useOpenJob } from "./open";
import { JobSheet } from "./sheet";
import { jobTexts } from "./texts";

/** The jobs under way, whatever screen is shown, and the sheet of a job when the address asks for it. */
export function JobTray() {
  const [query, change] = useQueryState();
  const jobs = useJobs();
  const looked = query.get(JOB);
  useEndsTold(jobs.data?.items);
  return (
    <>
      {looked === null && <Pill running={jobs.data?.items.filter(isRunning) ?? []} />}
      {looked !== null && <JobSheet id={looked} onClose={() => change({ [JOB]: null })} />}
    </>
  );
}

function Pill({ running }: { running: readonly JobView[] }) {
  const t = useTexts(jobTexts);
  const openJob = useOpenJob();
  const [job] = running;
  if (job === undefined) return null;
  const finished = running.reduce((sum, each) => sum + each.finished, 0);
  const total = running.reduce((sum, each) => sum + each.total, 0);
  return (
    <button
      type="button"
      aria-label={`${t.open}: ${t.running(running.length)}`}
      onClick={() => openJob(running.length === 1 ? job.id : "all")}
      className="fixed right-3 bottom-[calc(4.25rem+env(safe-area-inset-bottom))] z-20 flex h-9 items-center gap-2 rounded-full border border-line-strong bg-raised pr-3.5 pl-3 text-xs shadow-md hover:bg-sunken md:right-auto md:bottom-4 md:left-[212px]"
    >
      <LoaderCircle aria-hidden className="size-3.5 animate-spin text-accent" />
      <span className="font-medium">{running.length === 1 ? t.actions[job.action] : t.title}</span>
      <span className="figures text-ink-soft">{t.progress(count(finished), count(total))}</span>
    </button>
  );
}

/** Say in passing how a job ended that was under way a moment ago. */
function useEndsTold(jobs: readonly JobView[] | undefined): void {
  const t = useTexts(jobTexts);
  const before = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (jobs === undefined) return;
    for (const job of jobs) {
      if (isRunning(job) || !before.current.has(job.id)) continue;
      const said = t.finished(t.actions[job.action], job.succeeded, job.total);
      if (job.failed > 0) toast.bad(said);
      else toast.ok(said);
    }
    before.current = new Set(jobs.filter(isRunning).map((job) => job.id));
  }, [jobs, t]);
}
