import { LogIn } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { NewSignIn } from "@/api/types";
import { Button } from "@/components/button";
import { cn } from "@/components/classes";
import { Field, Input, Segmented } from "@/components/fields";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { useQueryState } from "@/router/router";
import { useCredential } from "@/screens/credentials/data";
import { useSignInDeeds } from "./data";
import { addTexts } from "./texts";
import { UnderWay } from "./under-way";

const METHODS = ["builder-id", "idc", "social-device", "social-browser"] as const;
type Method = (typeof METHODS)[number];

/** Sign in to Kiro: choose how, then what the service wants; the address remembers which it is. */
export function SigningIn() {
  const [query, change] = useQueryState();
  const id = query.get("sign-in");
  const again = query.get("credential");
  if (id !== null) {
    return <UnderWay id={id} onRestart={() => change({ "sign-in": null })} />;
  }
  return (
    <Choice
      again={again === null ? null : Number(again)}
      onBegun={(begun) => change({ "sign-in": begun }, { push: true })}
    />
  );
}

function Choice({ again, onBegun }: { again: number | null; onBegun: (id: string) => void }) {
  const t = useTexts(addTexts).signIn;
  const words = useWords();
  const { begin } = useSignInDeeds();
  const [method, setMethod] = useState<Method>("builder-id");
  const [provider, setProvider] = useState<"google" | "github">("google");
  const [texts, setTexts] = useState({ startUrl: "", region: "", proxyUrl: "" });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted: Partial<NewSignIn> = {
      method,
      ...(method.startsWith("social") && { provider }),
      ...(method === "idc" && {
        startUrl: texts.startUrl.trim(),
        region: texts.region.trim() || null,
      }),
      ...(again !== null && { credentialId: again }),
      ...(texts.proxyUrl.trim() !== "" && { proxyUrl: texts.proxyUrl.trim() }),
    };
    begin.mutate(wanted, {
      onSuccess: (view) => onBegun(view.id),
      onError: (failure) => toast.bad(words(failure)),
    });
  };
  const text = (name: keyof typeof texts) => ({
    value: texts[name],
    onChange: (event: { target: { value: string } }) =>
      setTexts((before) => ({ ...before, [name]: event.target.value })),
  });

  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {again !== null && <Again id={again} />}
      <Methods chosen={method} onChoose={setMethod} />
      {method.startsWith("social") && (
        <Segmented
          label={t.provider}
          value={provider}
          onChange={setProvider}
          className="justify-self-start"
          options={[
            { value: "google", label: "Google" },
            { value: "github", label: "GitHub" },
          ]}
        />
      )}
      <div className="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
        {method === "idc" && (
          <>
            <Field label={t.startUrl} className="sm:col-span-2">
              {(wiring) => (
                <Input
                  {...wiring}
                  type="url"
                  required
                  placeholder={t.startUrlHint}
                  {...text("startUrl")}
                />
              )}
            </Field>
            <Field label={t.region} hint={t.regionHint}>
              {(wiring) => <Input {...wiring} spellCheck={false} {...text("region")} />}
            </Field>
          </>
        )}
        {again === null && (
          <Field label={t.proxy} hint={t.proxyHint}>
            {(wiring) => <Input {...wiring} spellCheck={false} {...text("proxyUrl")} />}
          </Field>
        )}
      </div>
      <Button
        type="submit"
        kind="primary"
        busy={begin.isPending}
        icon={<LogIn aria-hidden className="size-3.5" />}
        className="justify-self-start"
      >
        {t.begin}
      </Button>
    </form>
  );
}

function Again({ id }: { id: number }) {
  const t = useTexts(addTexts).signIn;
  const credential = useCredential(id);
  return (
    <div className="rounded-md border bg-accent-soft px-3 py-2">
      <p className="font-medium">
        {t.again(id)}
        {credential.data && ` · ${credential.data.label}`}
      </p>
      <p className="text-ink-soft">{t.againHelp}</p>
    </div>
  );
}

function Methods({ chosen, onChoose }: { chosen: Method; onChoose: (method: Method) => void }) {
  const t = useTexts(addTexts).signIn;
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="mb-1 font-medium text-xs">{t.method}</legend>
      {METHODS.map((method) => (
        <label
          key={method}
          className={cn(
            "flex cursor-pointer gap-2.5 rounded-lg border bg-raised px-3 py-2.5 hover:border-line-strong",
            "has-checked:border-accent has-checked:bg-accent-soft/60 has-focus-visible:outline-2 has-focus-visible:outline-accent",
          )}
        >
          <input
            type="radio"
            name="method"
            value={method}
            checked={method === chosen}
            onChange={() => onChoose(method)}
            className="mt-1 accent-accent"
          />
          <span>
            <span className="block font-medium">{t.methods[method]}</span>
            <span className="block text-ink-soft text-xs">{t.methodHelp[method]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
