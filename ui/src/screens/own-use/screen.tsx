import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, Refused } from "@/api/client";
import { queries } from "@/api/queries";
import type { OwnUsage } from "@/api/types";
import { Button } from "@/components/button";
import { Field, Input } from "@/components/fields";
import { Logo } from "@/components/logo";
import { Failure, SkeletonLines } from "@/components/states";
import { Toaster, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { Choices } from "@/shell/choices";
import { Own } from "./own";
import { words } from "./texts";

const KEPT = "kiro-py.client-key";

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(key: string | null): void {
  try {
    if (key === null) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, key);
  } catch {
    // Storage may be forbidden: the key lasts as long as the page.
  }
}

/** What the holder of a client key sees: its limits, and what it has used. */
export function OwnUse() {
  return (
    <QueryClientProvider client={queries}>
      <Page />
      <Toaster />
    </QueryClientProvider>
  );
}

function Page() {
  const t = useTexts(words);
  const [key, setKey] = useState(kept);
  const change = (next: string | null) => {
    keep(next);
    queries.clear();
    setKey(next);
  };
  return (
    <div className="mx-auto grid min-h-dvh w-full max-w-4xl content-start gap-5 px-4 py-5 sm:px-6">
      <title>{`${t.title} · kiro-py`}</title>
      <header className="flex flex-wrap items-center gap-3">
        <p className="mr-auto flex items-center gap-2 font-semibold">
          <Logo />
          kiro-py
        </p>
        <Choices />
      </header>
      <main className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Use held={key} onChange={change} />
      </main>
    </div>
  );
}

function Use({ held, onChange }: { held: string | null; onChange: (key: string | null) => void }) {
  const use = useQuery({
    queryKey: ["own", held],
    queryFn: ({ signal }) =>
      api.get<OwnUsage>("/api/usage", { headers: { "x-api-key": held ?? "" }, signal }),
    enabled: held !== null,
    refetchInterval: (query) => (query.state.status === "error" ? false : 10_000),
  });
  const isUnknown = use.error instanceof Refused && [401, 403].includes(use.error.status);
  if (held === null || isUnknown) {
    return <Form failure={isUnknown ? use.error : null} onKey={onChange} />;
  }
  if (use.data) return <Own usage={use.data} onLeave={() => onChange(null)} />;
  if (use.isError) return <Failure failure={use.error} onRetry={() => void use.refetch()} />;
  return <SkeletonLines lines={8} />;
}

function Form({ failure, onKey }: { failure: unknown; onKey: (key: string) => void }) {
  const t = useTexts(words);
  const say = useWords();
  const [key, setKey] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsMissing(key.trim() === "");
    if (key.trim()) onKey(key.trim());
  };
  const isWrong = failure instanceof Refused && failure.status === 401;
  const problem = isWrong ? t.wrong : failure ? say(failure) : null;
  return (
    <form onSubmit={submit} noValidate className="mx-auto mt-10 grid w-full max-w-sm gap-3">
      <div>
        <h1 className="font-semibold text-xl tracking-tight">{t.title}</h1>
        <p className="text-ink-soft">{t.lead}</p>
      </div>
      <Field label={t.key} problem={isMissing && !key.trim() ? t.missing : problem}>
        {(wiring) => (
          <Input
            {...wiring}
            type="password"
            name="key"
            autoComplete="off"
            autoFocus
            value={key}
            onChange={(event) => setKey(event.target.value)}
            className="font-mono"
          />
        )}
      </Field>
      <Button type="submit" kind="primary" className="h-9">
        {t.submit}
      </Button>
    </form>
  );
}
