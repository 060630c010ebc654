import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/button";
import { Field, Input, Segmented } from "@/components/fields";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { navigate } from "@/router/router";
import { type Told, toldOf } from "@/screens/credentials/told";
import { useAdding } from "./data";
import { addTexts } from "./texts";
import { BLANK, type AddForm as Form, KINDS, type Kind, NEEDED, wantedOf, wrongIn } from "./wanted";

const SECRETS: ReadonlySet<keyof Form> = new Set(["key", "token", "clientSecret", "proxyPassword"]);

/** Fields that the API calls otherwise. */
const WIRE_NAMES: Readonly<Record<string, keyof Form>> = {
  kiroApiKey: "key",
  refreshToken: "token",
};

const FIRST = ["email", "note", "groups", "priority"] as const satisfies readonly (keyof Form)[];
const MORE = [
  "region",
  "profileArn",
  "authRegion",
  "apiRegion",
  "proxyUrl",
  "machineId",
  "proxyUsername",
  "proxyPassword",
] as const satisfies readonly (keyof Form)[];

/** Add one credential by what it signs in with. */
export function AddForm() {
  const t = useTexts(addTexts).form;
  const words = useWords();
  const adding = useAdding();
  const [kind, setKind] = useState<Kind>("api_key");
  const [form, setForm] = useState(BLANK);
  const [isTried, setIsTried] = useState(false);
  const [told, setTold] = useState<Told | null>(null);
  const wrong = wrongIn(kind, form);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (Object.keys(wrong).length > 0) return;
    try {
      const detail = await adding.mutateAsync(wantedOf(kind, form));
      toast.ok(t.added(detail.label));
      navigate(`/credentials?id=${detail.id}`);
    } catch (failure) {
      const named = toldOf(words(failure));
      const name = named && (WIRE_NAMES[named.name] ?? named.name);
      if (named !== null && name !== null && name in form) setTold({ ...named, name });
      else toast.bad(words(failure));
    }
  };
  const field = (name: keyof Form) => (
    <TextField
      key={name}
      name={name}
      value={form[name]}
      problem={isTried ? wrong[name] : undefined}
      told={told?.name === name ? told.problem : undefined}
      isNeeded={NEEDED[kind].includes(name)}
      onChange={(value) => {
        setTold(null);
        setForm((before) => ({ ...before, [name]: value }));
      }}
    />
  );

  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
    >
      <Segmented
        label={t.kind}
        value={kind}
        onChange={setKind}
        className="justify-self-start"
        options={KINDS.map((value) => ({ value, label: t.kinds[value] }))}
      />
      {NEEDED[kind].map(field)}
      <div className="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">{FIRST.map(field)}</div>
      <details className="rounded-lg border bg-raised px-3">
        <summary className="py-2 font-medium text-ink-soft hover:text-ink">{t.more}</summary>
        <div className="grid gap-x-4 gap-y-3.5 pt-1 pb-3 sm:grid-cols-2">{MORE.map(field)}</div>
      </details>
      <Button
        type="submit"
        kind="primary"
        busy={adding.isPending}
        icon={<Plus aria-hidden className="size-3.5" />}
        className="justify-self-start"
      >
        {t.submit}
      </Button>
    </form>
  );
}

function TextField({
  name,
  value,
  problem,
  told,
  isNeeded,
  onChange,
}: {
  name: keyof Form;
  value: string;
  problem: "needed" | "wrong" | undefined;
  told: string | undefined;
  isNeeded: boolean;
  onChange: (value: string) => void;
}) {
  const t = useTexts(addTexts).form;
  const hints: Partial<Record<keyof Form, string>> = {
    key: t.keyHint,
    token: t.tokenHint,
    groups: t.groupsHint,
    priority: t.priorityHint,
    region: t.regionHint,
    proxyUrl: t.proxyHint,
  };
  const wrong = name === "key" ? t.keyWrong : t.priorityWrong;
  return (
    <Field
      label={t[name]}
      hint={hints[name]}
      problem={problem === "needed" ? t.needed : problem === "wrong" ? wrong : told}
    >
      {(wiring) => (
        <Input
          {...wiring}
          type={SECRETS.has(name) ? "password" : "text"}
          autoComplete={SECRETS.has(name) ? "new-password" : "off"}
          spellCheck={false}
          inputMode={name === "priority" ? "numeric" : undefined}
          aria-required={isNeeded || undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
