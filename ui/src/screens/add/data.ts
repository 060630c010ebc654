import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type {
  CredentialDetail,
  ImportPreview,
  JobView,
  NewCredential,
  NewSignIn,
  SignInView,
} from "@/api/types";

/** How often a sign-in under way is asked for where the feed is silent, in milliseconds. */
const POLL = 3_000;

/** What is imported, and what is done with it. */
export interface ImportWanted {
  readonly text: string;
  readonly verify: boolean;
  readonly priority: number | null;
  readonly groups: readonly string[];
}

export type CredentialWanted = Partial<NewCredential> & {
  readonly note?: string;
  readonly groups?: readonly string[];
};

export function useAdding() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: CredentialWanted) => api.post<CredentialDetail>("/credentials", wanted),
    onSettled: () => queries.invalidateQueries({ queryKey: ["credentials"] }),
  });
}

export const usePreview = () =>
  useMutation({
    mutationFn: (wanted: ImportWanted) =>
      api.post<ImportPreview>("/credentials/import/preview", wanted),
  });

export function useImport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: ImportWanted) => api.post<JobView>("/credentials/import", wanted),
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
}

/** A sign-in; nothing is asked while there is none, nor any more when it is over. */
export const useSignIn = (id: string | null) =>
  useQuery({
    queryKey: ["sign-ins", id],
    queryFn: ({ signal }) => api.get<SignInView>(`/sign-ins/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.state === "waiting" ? POLL : false),
  });

export function useSignInDeeds() {
  const queries = useQueryClient();
  const keep = (view: SignInView) => queries.setQueryData(["sign-ins", view.id], view);
  return {
    begin: useMutation({
      mutationFn: (wanted: Partial<NewSignIn>) => api.post<SignInView>("/sign-ins", wanted),
      onSuccess: keep,
    }),
    finish: useMutation({
      mutationFn: ({ id, url }: { id: string; url: string }) =>
        api.post<SignInView>(`/sign-ins/${id}/callback`, { url }),
      onSuccess: keep,
    }),
    cancel: useMutation({
      mutationFn: (id: string) => api.delete(`/sign-ins/${id}`),
      onSettled: () => queries.invalidateQueries({ queryKey: ["sign-ins"] }),
    }),
  };
}

/** Ask for the file of an export; return it with the name that the gateway gives it. */
export async function exported(wanted: {
  key: string;
  ids: readonly number[] | null;
  format: "kiro-py" | "account-manager";
}): Promise<{ name: string; file: Blob }> {
  const answer = await api.raw("POST", "/credentials/export", { body: wanted });
  const said = answer.headers.get("content-disposition") ?? "";
  const name = /filename="?([^";]+)"?/.exec(said)?.[1] ?? "credentials.json";
  return { name, file: await answer.blob() };
}
