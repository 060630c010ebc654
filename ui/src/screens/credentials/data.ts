import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "@/api/client";
import type {
  CredentialChange,
  CredentialDetail,
  CredentialHistory,
  CredentialModels,
  CredentialPage,
} from "@/api/types";
import { type Filter, queryOf } from "./filter";

/** How many credentials are asked for at once. */
export const PAGE_SIZE = 50;

/** How many are asked for at once where all are needed. */
const LARGE_PAGE = 1000;

function pageOptions(filter: Filter, offset: number, limit: number) {
  const query = { ...queryOf(filter), offset, limit };
  return queryOptions({
    queryKey: ["credentials", "page", query],
    queryFn: ({ signal }) => api.get<CredentialPage>("/credentials", { query, signal }),
  });
}

/** The first page of what a filter leaves, with the counts of the pool. */
export const useHead = (filter: Filter) =>
  useQuery({ ...pageOptions(filter, 0, PAGE_SIZE), placeholderData: keepPreviousData });

/** Ask for the rows that are looked at, and for no others: a pool may have a thousand. */
export function useRows(
  filter: Filter,
  first: number,
  last: number,
): (index: number) => CredentialDetail | undefined {
  const pages = pagesOf(first, last);
  const answers = useQueries({
    queries: pages.map((page) => pageOptions(filter, page * PAGE_SIZE, PAGE_SIZE)),
  });
  return (index) => {
    const found = pages.indexOf(Math.floor(index / PAGE_SIZE));
    return answers[found]?.data?.items[index % PAGE_SIZE];
  };
}

/** The numbers of the pages that hold the rows from `first` to `last`. */
export function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(Math.max(first, 0) / PAGE_SIZE);
  const to = Math.floor(Math.max(last, 0) / PAGE_SIZE);
  return Array.from({ length: to - from + 1 }, (_, step) => from + step);
}

/** Read all credentials that a filter leaves, over all pages. */
export async function everyOf(queries: QueryClient, filter: Filter): Promise<CredentialDetail[]> {
  const found: CredentialDetail[] = [];
  for (;;) {
    const page = await queries.fetchQuery({
      ...pageOptions(filter, found.length, LARGE_PAGE),
      staleTime: 0,
    });
    found.push(...page.items);
    if (page.items.length === 0 || found.length >= page.matched) return found;
  }
}

export const useCredential = (id: number) =>
  useQuery({
    queryKey: ["credentials", "one", id],
    queryFn: ({ signal }) => api.get<CredentialDetail>(`/credentials/${id}`, { signal }),
  });

export const useHistory = (id: number) =>
  useQuery({
    queryKey: ["credentials", "history", id],
    queryFn: ({ signal }) => api.get<CredentialHistory>(`/credentials/${id}/history`, { signal }),
  });

export const useModels = (id: number) =>
  useQuery({
    queryKey: ["credentials", "models", id],
    queryFn: ({ signal }) => api.get<CredentialModels>(`/credentials/${id}/models`, { signal }),
  });

/** A change of one credential, and the version that it was made on. */
export interface Edit {
  readonly id: number;
  readonly change: CredentialChange;
  readonly version: string | undefined;
}

/** Change a credential; what it is now is shown at once. */
export function useEdit() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change, version }: Edit) =>
      api.patch<CredentialDetail>(
        `/credentials/${id}`,
        change,
        version === undefined ? {} : { version },
      ),
    onSuccess: (detail) => queries.setQueryData(["credentials", "one", detail.id], detail),
    onSettled: () => queries.invalidateQueries({ queryKey: ["credentials"] }),
  });
}

/** Ask Kiro what a credential has left, now. */
export function useAskQuota() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      api.post<CredentialDetail>(`/credentials/${id}/quota`, undefined, { query: { force: true } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["credentials"] }),
  });
}

/** What kiro-rs's routes do to one credential. */
export function useDeed() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, deed }: { id: number; deed: "refresh" | "reset" }) =>
      api.post(`/api/admin/credentials/${id}/${deed}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ["credentials"] }),
  });
}

export function useRemoval() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.delete(`/credentials/${id}`),
    onSuccess: (_, id) => queries.removeQueries({ queryKey: ["credentials", "one", id] }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["credentials"] }),
  });
}

/** Give credentials their places: the first of `ids` is used first. */
export function useOrder() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly number[]) => api.post<CredentialPage>("/credentials/order", { ids }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["credentials"] }),
  });
}
