import { CircleAlert, CircleCheck, ExternalLink, LoaderCircle } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { Refused } from "@/api/client";
import type { SignInView } from "@/api/types";
import { Button } from "@/components/button";
import { cn } from "@/components/classes";
import { CopyButton } from "@/components/copy";
import { Field, Input } from "@/components/fields";
import { Countdown } from "@/components/moments";
import { Empty, Loaded } from "@/components/states";
import { useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { navigate } from "@/router/router";
import { useSignIn, useSignInDeeds } from "./data";
import { addTexts } from "./texts";

/** A sign-in under way: what to open, what to type, and how it goes. */
export function UnderWay({ id, onRestart }: { id: string; onRestart: () => void }) {
  const t = useTexts(addTexts).signIn;
  const signIn = useSignIn(id);
  const isGone = signIn.error instanceof Refused && signIn.error.status === 404;
  if (isGone)
    return <Empty title={t.gone} action={<Button onClick={onRestart}>{t.restart}</Button>} />;
  return (
    <Loaded query={signIn}>
      {(view) =>
        view.state === "waiting" ? (
          <Waiting view={view} onRestart={onRestart} />
        ) : (
          <Over view={view} onRestart={onRestart} />
        )
      }
    </Loaded>
  );
}

function Waiting({ view, onRestart }: { view: SignInView; onRestart: () => void }) {
  const t = useTexts(addTexts).signIn;
  const { cancel } = useSignInDeeds();
  const first =
    view.userCode === null
      ? t.step1Plain
      : view.address.includes(view.userCode)
        ? t.step1Filled
        : t.step1;
  return (
    <div className="grid gap-5">
      <ol className="grid gap-5">
        <Step number={1} title={first}>
          {view.userCode !== null && <Code code={view.userCode} />}
          <div className="flex flex-wrap items-center gap-2">
            <a
              href={view.address}
              target="_blank"
              rel="noreferrer noopener"
              className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-accent-ink hover:opacity-90 pointer-coarse:h-10"
            >
              {t.open}
              <ExternalLink aria-hidden className="size-3.5" />
              <span className="sr-only">({t.opensNew})</span>
            </a>
            <CopyButton withText text={view.address} label={t.copyAddress} />
          </div>
          <p className="text-ink-soft text-xs">{t.private}</p>
        </Step>
        {view.needsCallback && (
          <Step number={2} title={t.step2}>
            <Callback view={view} />
          </Step>
        )}
      </ol>
      <div className="flex flex-wrap items-center gap-3 border-t pt-3">
        <p role="status" className="mr-auto flex items-center gap-2">
          <LoaderCircle aria-hidden className="size-3.5 animate-spin text-accent" />
          {t.waiting}
          <span className="text-ink-soft">
            <Countdown until={view.expiresAt} />
          </span>
        </p>
        <Button
          busy={cancel.isPending}
          onClick={() => cancel.mutate(view.id, { onSettled: onRestart })}
        >
          {t.cancel}
        </Button>
      </div>
      {view.message !== "" && <p className="text-ink-soft">{view.message}</p>}
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-3">
      <span
        aria-hidden
        className="figures grid size-6 place-items-center rounded-full bg-sunken font-semibold text-xs"
      >
        {number}
      </span>
      <div className="grid justify-items-start gap-3">
        <h2 className="pt-0.5 font-medium text-base">{title}</h2>
        {children}
      </div>
    </li>
  );
}

function Code({ code }: { code: string }) {
  const t = useTexts(addTexts).signIn;
  return (
    <p className="flex items-center gap-3 rounded-lg border border-line-strong bg-raised px-4 py-2.5">
      <span className="sr-only">{t.code}: </span>
      <span className="select-all font-mono font-semibold text-2xl tracking-[0.12em]">{code}</span>
      <CopyButton text={code} />
    </p>
  );
}

function Callback({ view }: { view: SignInView }) {
  const t = useTexts(addTexts).signIn;
  const words = useWords();
  const { finish } = useSignInDeeds();
  const [url, setUrl] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    finish.mutate({ id: view.id, url: url.trim() });
  };
  return (
    <form onSubmit={send} className="grid w-full gap-2">
      <Field
        label={t.callback}
        hint={t.step2Help}
        problem={finish.isError ? words(finish.error) : undefined}
      >
        {(wiring) => (
          <Input
            {...wiring}
            spellCheck={false}
            autoComplete="off"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <Button
        type="submit"
        kind="primary"
        busy={finish.isPending}
        disabled={url.trim() === ""}
        className="justify-self-start"
      >
        {t.send}
      </Button>
    </form>
  );
}

function Over({ view, onRestart }: { view: SignInView; onRestart: () => void }) {
  const t = useTexts(addTexts).signIn;
  if (view.state === "waiting") return null;
  const isDone = view.state === "done";
  const Icon = isDone ? CircleCheck : CircleAlert;
  return (
    <div
      role="status"
      className="grid justify-items-start gap-3 rounded-lg border bg-raised px-4 py-4"
    >
      <p className="flex items-center gap-2 font-medium text-base">
        <Icon aria-hidden className={cn("size-4", isDone ? "text-ok" : "text-bad")} />
        {t.states[view.state]}
      </p>
      <p className="text-ink-soft">{t.stateHelp[view.state]}</p>
      {view.message !== "" && <p className="break-words">{view.message}</p>}
      <div className="flex gap-2">
        {isDone && view.credentialId !== null && (
          <Button kind="primary" onClick={() => navigate(`/credentials?id=${view.credentialId}`)}>
            {t.show}
          </Button>
        )}
        <Button kind={isDone ? "plain" : "primary"} onClick={onRestart}>
          {isDone ? t.another : t.restart}
        </Button>
      </div>
    </div>
  );
}
