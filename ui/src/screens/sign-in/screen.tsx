import { useMutation } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, Refused } from "@/api/client";
import { queries } from "@/api/queries";
import { setSession } from "@/api/session";
import type { SessionView } from "@/api/types";
import { Button, IconButton } from "@/components/button";
import { Field, Input } from "@/components/fields";
import { Logo } from "@/components/logo";
import { useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { Choices } from "@/shell/choices";
import { words } from "./texts";

const READ = "kiro-py.notice-read";

function wasRead(): boolean {
  try {
    return localStorage.getItem(READ) !== null;
  } catch {
    return false;
  }
}

function markRead(): void {
  try {
    localStorage.setItem(READ, "1");
  } catch {
    // Storage may be forbidden: the notice is shown again.
  }
}

/** Sign-in at whatever address the page is: it stays there afterwards. */
export function SignIn() {
  const t = useTexts(words);
  const [key, setKey] = useState("");
  const [isShown, setIsShown] = useState(false);
  const [isMissing, setIsMissing] = useState(false);
  const enter = useMutation({
    mutationFn: () => api.post<SessionView>("/session", { key: key.trim() }),
    onSuccess: (session) => {
      markRead();
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
      queries.setQueryData(["session"], session);
      setSession(session);
    },
  });
  const problem = useProblem(enter.error);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsMissing(key.trim() === "");
    if (key.trim()) enter.mutate();
  };

  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-sm content-center gap-5 px-4 py-8">
      <title>{`${t.title} · kiro-py`}</title>
      <header className="grid gap-1">
        <p className="mb-2 flex items-center gap-2 font-semibold text-base">
          <Logo className="size-6" />
          kiro-py
        </p>
        <h1 className="font-semibold text-xl tracking-tight">{t.title}</h1>
        <p className="text-ink-soft">{t.lead}</p>
      </header>
      {!wasRead() && (
        <aside aria-label={t.noticeTitle} className="rounded-md border bg-raised p-3 text-xs">
          <p className="mb-1 font-semibold">{t.noticeTitle}</p>
          <p className="text-ink-soft">{t.notice}</p>
        </aside>
      )}
      <form onSubmit={submit} noValidate className="grid gap-3">
        <Field label={t.key} problem={isMissing && !key.trim() ? t.missing : problem}>
          {(wiring) => (
            <span className="relative flex">
              <Input
                {...wiring}
                type={isShown ? "text" : "password"}
                name="key"
                autoComplete="current-password"
                autoCapitalize="off"
                spellCheck={false}
                autoFocus
                value={key}
                onChange={(event) => setKey(event.target.value)}
                className="pr-9 font-mono"
              />
              <IconButton
                small
                label={isShown ? t.hide : t.show}
                onClick={() => setIsShown(!isShown)}
                className="absolute top-1/2 right-0.5 -translate-y-1/2"
              >
                {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
              </IconButton>
            </span>
          )}
        </Field>
        <Button type="submit" kind="primary" busy={enter.isPending} className="h-9">
          {t.submit}
        </Button>
      </form>
      <footer className="grid gap-3 border-t pt-4 text-xs">
        <a href="/usage" className="text-accent hover:underline">
          {t.ownUse}
        </a>
        <Choices />
      </footer>
    </main>
  );
}

function useProblem(failure: unknown): string | null {
  const t = useTexts(words);
  const say = useWords();
  if (!failure) return null;
  if (failure instanceof Refused && failure.status === 401) return t.wrong;
  if (failure instanceof Refused && failure.status === 429 && failure.waitSeconds !== null) {
    return t.wait(failure.waitSeconds);
  }
  return say(failure);
}
