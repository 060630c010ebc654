import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { JobItem, JobList, JobView, NewJob } from "@/api/types";

/** How often a job under way is asked for where the feed is silent, in milliseconds. */
const POLL = 2_000;

export const useJobs = () =>
  useQuery({
    queryKey: ["jobs", "list"],
    queryFn: ({ signal }) => api.get<JobList>("/jobs", { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? POLL : false),
  });

export const useJob = (id: string) =>
  useQuery({
    queryKey: ["jobs", "one", id],
    queryFn: ({ signal }) => api.get<JobView>(`/jobs/${id}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data === undefined || isRunning(state.data) ? POLL : false,
  });

/** Begin a job, end one, or do once more what failed in it. */
export function useJobDeeds() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: ["jobs"] });
  return {
    start: useMutation({ mutationFn: (job: NewJob) => api.post<JobView>("/jobs", job), onSettled }),
    cancel: useMutation({
      mutationFn: (id: string) => api.post<JobView>(`/jobs/${id}/cancel`),
      onSettled,
    }),
    retry: useMutation({
      mutationFn: (id: string) => api.post<JobView>(`/jobs/${id}/retry`),
      onSettled,
    }),
  };
}

export function isRunning(job: JobView): boolean {
  return job.state === "running";
}

/** How many steps had nothing to do, or came too late. */
export function passedOver(job: JobView): number {
  return Math.max(job.finished - job.succeeded - job.failed, 0);
}

const RANKS: Readonly<Record<JobItem["state"], number>> = {
  failed: 0,
  running: 1,
  skipped: 2,
  done: 3,
  cancelled: 4,
  waiting: 5,
};

/** The steps, those that want a person's eye first. */
export function ranked(items: readonly JobItem[]): JobItem[] {
  return [...items].sort(
    (one, two) => RANKS[one.state] - RANKS[two.state] || one.index - two.index,
  );
}
