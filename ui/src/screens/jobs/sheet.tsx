import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  LoaderCircle,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";
import type { JobItem, JobView } from "@/api/types";
import { Button } from "@/components/button";
import { cn } from "@/components/classes";
import { Dialog } from "@/components/dialog";
import { Segmented } from "@/components/fields";
import { InnerList } from "@/components/inner-list";
import { Empty, Loaded } from "@/components/states";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { ranked, useJob, useJobs } from "./data";
import { useOpenJob } from "./open";
import { JobButtons, Progress } from "./progress";
import { jobTexts } from "./texts";

/** A job with each of its steps, or all jobs of the last day. */
export function JobSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts(jobTexts);
  return (
    <Dialog place="side" title={t.title} onClose={onClose}>
      {id === "all" ? <AllJobs /> : <OneJob id={id} />}
    </Dialog>
  );
}

function AllJobs() {
  const t = useTexts(jobTexts);
  const jobs = useJobs();
  return (
    <Loaded query={jobs}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t.none} />
        ) : (
          <ul className="grid gap-2">
            {items.map((job) => (
              <li key={job.id}>
                <JobCard job={job} />
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function JobCard({ job }: { job: JobView }) {
  const t = useTexts(jobTexts);
  const openJob = useOpenJob();
  return (
    <div className="grid gap-2 rounded-lg border px-3 py-2.5">
      <div className="flex min-h-7 items-center gap-2">
        <h3 className="mr-auto font-medium">{t.actions[job.action]}</h3>
        <JobButtons job={job} />
        <Button small kind="ghost" onClick={() => openJob(job.id)}>
          {t.details}
        </Button>
      </div>
      <Progress job={job} />
    </div>
  );
}

function OneJob({ id }: { id: string }) {
  const t = useTexts(jobTexts);
  const openJob = useOpenJob();
  const job = useJob(id);
  return (
    <div className="grid gap-3">
      <Loaded query={job}>
        {(view) => (
          <>
            <div className="grid gap-2">
              <div className="flex min-h-7 items-center gap-2">
                <h3 className="mr-auto font-semibold text-base">{t.actions[view.action]}</h3>
                <JobButtons job={view} />
              </div>
              <Progress job={view} />
            </div>
            <Steps job={view} />
          </>
        )}
      </Loaded>
      <Button small kind="ghost" className="justify-self-start" onClick={() => openJob("all")}>
        {t.everyJob}
      </Button>
    </div>
  );
}

const LOOKS: Readonly<Record<JobItem["state"], readonly [LucideIcon, string]>> = {
  waiting: [CircleDashed, "text-ink-faint"],
  running: [LoaderCircle, "animate-spin text-accent"],
  done: [CircleCheck, "text-ok"],
  failed: [CircleAlert, "text-bad"],
  skipped: [CircleMinus, "text-ink-faint"],
  cancelled: [Ban, "text-ink-faint"],
};

/** Each step of a job and what came of it, those that failed first. */
export function Steps({ job }: { job: JobView }) {
  const t = useTexts(jobTexts);
  const words = useTexts(shared);
  const [shown, setShown] = useState<"all" | "failed">("all");
  const items = ranked(job.items ?? []).filter(
    (item) => shown === "all" || item.state === "failed",
  );
  return (
    <div className="grid gap-2">
      {job.failed > 0 && (
        <Segmented
          label={t.details}
          value={shown}
          onChange={setShown}
          className="justify-self-start"
          options={[
            { value: "all", label: words.all },
            { value: "failed", label: t.onlyFailed },
          ]}
        />
      )}
      <InnerList
        label={t.details}
        rows={items}
        rowKey={(item) => item.index}
        height={46}
        className="max-h-[60dvh] rounded-lg border"
      >
        {(item) => <Step item={item} />}
      </InnerList>
    </div>
  );
}

function Step({ item }: { item: JobItem }) {
  const t = useTexts(jobTexts);
  const [Icon, look] = LOOKS[item.state];
  return (
    <div className="flex h-full items-center gap-2.5 border-b px-3">
      <Icon aria-hidden className={cn("size-4 shrink-0", look)} />
      <div className="min-w-0 flex-1">
        <p className="truncate">{item.label}</p>
        {item.message !== "" && (
          <p
            title={item.message}
            className={cn(
              "truncate text-xs",
              item.state === "failed" ? "text-bad" : "text-ink-soft",
            )}
          >
            {item.message}
          </p>
        )}
      </div>
      <span className="shrink-0 text-ink-soft text-xs">{t.itemStates[item.state]}</span>
    </div>
  );
}
