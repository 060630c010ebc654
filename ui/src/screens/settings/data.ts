import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, Refused } from "@/api/client";
import type { SettingList } from "@/api/types";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { words } from "./texts";

const KEY = ["settings"];

export function useSettings() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<SettingList>("/settings", { signal }),
  });
}

/** Change settings on the version that was read; who came in between is not overwritten. */
export function useChange() {
  const t = useTexts(words);
  const say = useWords();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (values: Record<string, unknown>) => {
      const version = client.getQueryData<SettingList>(KEY)?.version;
      return api.patch<SettingList>(
        "/settings",
        { values },
        version === undefined ? {} : { version },
      );
    },
    onSuccess: (settings, values) => {
      client.setQueryData(KEY, settings);
      void client.invalidateQueries({ queryKey: ["models"] });
      void client.invalidateQueries({ queryKey: ["audit"] });
      toast.ok(t.saved(Object.keys(values).join(", ")));
    },
    onError: (failure) => {
      if (failure instanceof Refused && failure.status === 412) {
        void client.invalidateQueries({ queryKey: KEY });
        toast.bad(say(failure));
      }
    },
  });
}
