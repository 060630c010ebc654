import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, Refused } from "@/api/client";
import type { ModelList, RequestTrace } from "@/api/types";
import { everyOf } from "@/screens/credentials/data";
import { EVERYTHING } from "@/screens/credentials/filter";

/** The credentials to choose from; the feed does not renew them, since only their names matter. */
export function useChoices() {
  const queries = useQueryClient();
  return useQuery({
    queryKey: ["playground", "credentials"],
    queryFn: () => everyOf(queries, EVERYTHING),
    staleTime: 60_000,
  });
}

export const useModelList = () =>
  useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) => api.get<ModelList>("/models", { signal }),
  });

/** The models that a credential has; all where none is named, or its plan is not known yet. */
export function modelsOf(list: ModelList, credentialId: number | null): ModelList["items"] {
  if (credentialId === null) return list.items;
  const found = list.items.filter((model) => model.credentialIds.includes(credentialId));
  return found.length > 0 ? found : list.items;
}

const TRIES = 6;

/** How long it takes at most, in milliseconds, until a row is written. */
const WRITTEN = 1_100;

/** What a request has cost; it is written behind the answer, so that it may take a moment. */
export const useRow = (requestId: string | null, isOver: boolean) =>
  useQuery({
    queryKey: ["playground", "request", requestId],
    queryFn: async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, WRITTEN));
      return api.get<RequestTrace>(`/requests/${requestId}`, { signal });
    },
    enabled: requestId !== null && isOver,
    staleTime: Number.POSITIVE_INFINITY,
    retry: (count, failure) =>
      failure instanceof Refused && failure.status === 404 && count < TRIES,
    retryDelay: 500,
  });
