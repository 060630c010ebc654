import { QueryClient } from "@tanstack/react-query";
import { Unreachable } from "./client";

/** What was read is fresh until the feed says otherwise, or for a while where there is no feed. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal is an answer: only silence is asked again.
      retry: (count, failure) => failure instanceof Unreachable && count < 2,
      retryDelay: (count) => 500 * 2 ** count,
      refetchOnWindowFocus: true,
      throwOnError: false,
    },
    mutations: { retry: false },
  },
});
