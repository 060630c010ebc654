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

/** The models that a credential has, all of them where none is named. */
export function modelsOf(list: ModelList, credentialId: number | null): ModelList["items"] {
  if (credentialId === null) return list.items;
  return list.items.filter((model) => model.credentialIds.includes(credentialId));
}

const TRIES = 8;

/** What a request has cost; it is written behind the answer, so that it may take a moment. */
export const useRow = (requestId: string | null, isOver: boolean) =>
  useQuery({
    queryKey: ["playground", "request", requestId],
    queryFn: ({ signal }) => api.get<RequestTrace>(`/requests/${requestId}`, { signal }),
    enabled: requestId !== null && isOver,
    staleTime: Number.POSITIVE_INFINITY,
    retry: (count, failure) =>
      failure instanceof Refused && failure.status === 404 && count < TRIES,
    retryDelay: 500,
  });
