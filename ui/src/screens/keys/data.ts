import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { KeyChange, KeyMade, KeyPage, KeyView, NewKey } from "@/api/types";

export const useKeys = () =>
  useQuery({
    queryKey: ["keys"],
    queryFn: ({ signal }) => api.get<KeyPage>("/keys", { signal }),
  });

/** What can be done to keys; the list is read anew after each. */
export function useKeyDeeds() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: ["keys"] });
  return {
    make: useMutation({ mutationFn: (key: NewKey) => api.post<KeyMade>("/keys", key), onSettled }),
    change: useMutation({
      mutationFn: ({ id, version, change }: { id: number; version: string; change: KeyChange }) =>
        api.patch<KeyView>(`/keys/${id}`, change, { version }),
      onSettled,
    }),
    rotate: useMutation({
      mutationFn: ({ id, overlapSeconds }: { id: number; overlapSeconds: number }) =>
        api.post<KeyMade>(`/keys/${id}/rotate`, { overlapSeconds }),
      onSettled,
    }),
    remove: useMutation({ mutationFn: (id: number) => api.delete(`/keys/${id}`), onSettled }),
  };
}

/** The keys that a search finds by name, note, group, model or first characters. */
export function found(keys: readonly KeyView[], search: string): KeyView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return keys.filter((key) => {
    const text = [key.name, key.note, key.group ?? "", key.prefix, ...key.models]
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
