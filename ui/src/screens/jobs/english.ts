/** What the jobs say in English. */
export const english = {
  title: "Jobs",
  open: "Show the jobs",
  running: (count: number) => (count === 1 ? "One job is running" : `${count} jobs are running`),
  none: "No jobs in the last day.",
  actions: {
    verify: "Verify",
    balance: "Ask credits",
    refresh: "Renew tokens",
    enable: "Enable",
    disable: "Disable",
    reset: "Reset",
    delete: "Delete",
    import: "Import",
  },
  states: { running: "Running", done: "Done", cancelled: "Cancelled" },
  itemStates: {
    waiting: "Waiting",
    running: "Running",
    done: "Done",
    failed: "Failed",
    skipped: "Skipped",
    cancelled: "Cancelled",
  },
  progress: (finished: string, total: string) => `${finished} of ${total}`,
  meter: (action: string) => `Progress: ${action}`,
  succeeded: (count: number) => `${count} done`,
  failed: (count: number) => `${count} failed`,
  skipped: (count: number) => `${count} skipped`,
  cancel: "Cancel",
  retry: (count: number) => `Retry ${count} failed`,
  details: "Each step",
  onlyFailed: "Failed only",
  finished: (action: string, done: number, total: number) => `${action}: ${done} of ${total} done`,
  everyJob: "All jobs",
};

/** The texts, whatever their language. */
export type Texts = typeof english;
