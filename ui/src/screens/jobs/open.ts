import { useCallback } from "react";
import { useQueryState } from "@/router/router";

/** The member of the address that says which job is looked at: its id, or `all`. */
export const JOB = "job";

/** Return what opens a job over the screen, or all of them; the address remembers it. */
export function useOpenJob(): (id: string) => void {
  const [, change] = useQueryState();
  return useCallback((id) => change({ [JOB]: id }, { push: true }), [change]);
}
