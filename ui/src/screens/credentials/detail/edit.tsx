import { type FormEvent, useState } from "react";
import { api, Refused } from "@/api/client";
import type { CredentialDetail } from "@/api/types";
import { Button } from "@/components/button";
import { Field, Input } from "@/components/fields";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { type CredentialForm, changeOf, formOf, priorityOf, rebased } from "../changes";
import { useEdit } from "../data";
import { credentialTexts } from "../texts";
import { type Told, toldOf } from "../told";

/** What the form began with, and who has changed it since. */
interface Base {
  readonly form: CredentialForm;
  readonly version: string;
  readonly disputed: readonly (keyof CredentialForm)[];
  readonly isOvertaken: boolean;
}

function baseOf(detail: CredentialDetail): Base {
  return { form: formOf(detail), version: detail.version, disputed: [], isOvertaken: false };
}

/** A form for each field that can be changed; it loses nobody's change, mine or another's. */
export function EditForm({ detail }: { detail: CredentialDetail }) {
  const t = useTexts(credentialTexts);
  const words = useWords();
  const edit = useEdit();
  const [base, setBase] = useState(() => baseOf(detail));
  const [form, setForm] = useState(base.form);
  const [told, setTold] = useState<Told | null>(null);
  const change = changeOf(base.form, form);
  const isPriorityWrong = priorityOf(form.priority) === null;

  const restart = (now: CredentialDetail) => {
    setBase(baseOf(now));
    setForm(formOf(now));
  };
  const overtaken = async () => {
    const now = await api.get<CredentialDetail>(`/credentials/${detail.id}`);
    const { form: mine, disputed } = rebased(base.form, form, formOf(now));
    setBase({ ...baseOf(now), disputed, isOvertaken: true });
    setForm(mine);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isPriorityWrong) return;
    if (Object.keys(change).length === 0) return toast.ok(t.detail.form.nothing);
    try {
      restart(await edit.mutateAsync({ id: detail.id, change, version: base.version }));
      toast.ok(t.detail.form.saved);
    } catch (failure) {
      const isOvertaken = failure instanceof Refused && failure.status === 412;
      await (isOvertaken ? overtaken() : Promise.reject(failure)).catch((reason: unknown) => {
        const named = toldOf(words(reason));
        if (named !== null && named.name in form) setTold(named);
        else toast.bad(words(reason));
      });
    }
  };

  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-4">
      {!detail.isEditable && <p className="text-warn">{t.detail.notEditable}</p>}
      {base.isOvertaken && <Overtaken base={base} onTake={() => restart(detail)} />}
      <fieldset disabled={!detail.isEditable} className="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
        <legend className="sr-only">{t.detail.tabs.edit}</legend>
        <Fields
          form={form}
          told={isPriorityWrong ? { name: "priority", problem: t.detail.form.priorityWrong } : told}
          onChange={(patch) => {
            setTold(null);
            setForm((before) => ({ ...before, ...patch }));
          }}
        />
      </fieldset>
      <div className="flex justify-end">
        <Button
          type="submit"
          kind="primary"
          busy={edit.isPending}
          disabled={!detail.isEditable || Object.keys(change).length === 0 || isPriorityWrong}
        >
          {base.isOvertaken ? t.detail.form.saveMine : t.detail.form.save}
        </Button>
      </div>
    </form>
  );
}

function useNames(): Record<keyof CredentialForm, string> {
  const t = useTexts(credentialTexts).detail;
  return {
    email: t.form.email,
    note: t.note,
    priority: t.form.priority,
    groups: t.groups,
    region: t.region,
    authRegion: t.authRegion,
    apiRegion: t.apiRegion,
    profileArn: t.profile,
    machineId: t.machine,
    proxyUrl: t.proxy,
    proxyUsername: t.form.proxyUsername,
    proxyPassword: t.form.proxyPassword,
    endpoint: t.endpoint,
  };
}

function Overtaken({ base, onTake }: { base: Base; onTake: () => void }) {
  const t = useTexts(credentialTexts).detail.form;
  const names = useNames();
  return (
    <div
      role="alert"
      className="grid gap-1.5 rounded-md border border-warn/40 bg-warn-soft px-3 py-2.5"
    >
      <p className="font-medium text-warn">{t.conflictTitle}</p>
      <p>{t.conflictText}</p>
      <ul className="list-disc pl-5">
        {base.disputed.map((name) => (
          <li key={name}>{t.conflictField(names[name], base.form[name] || t.empty)}</li>
        ))}
      </ul>
      <Button small className="justify-self-start" onClick={onTake}>
        {t.takeTheirs}
      </Button>
    </div>
  );
}

const TYPES: Partial<Record<keyof CredentialForm, string>> = {
  email: "email",
  proxyPassword: "password",
};

const ORDER = [
  "email",
  "note",
  "priority",
  "groups",
  "region",
  "profileArn",
  "authRegion",
  "apiRegion",
  "proxyUrl",
  "machineId",
  "proxyUsername",
  "proxyPassword",
  "endpoint",
] as const satisfies readonly (keyof CredentialForm)[];

function Fields({
  form,
  told,
  onChange,
}: {
  form: CredentialForm;
  told: Told | null;
  onChange: (patch: Partial<CredentialForm>) => void;
}) {
  const t = useTexts(credentialTexts).detail.form;
  const names = useNames();
  const hints: Partial<Record<keyof CredentialForm, string>> = {
    priority: t.priorityHint,
    groups: t.groupsHint,
    proxyUrl: t.proxyHint,
    proxyPassword: t.passwordHint,
    machineId: t.machineHint,
  };
  return ORDER.map((name) => (
    <Field
      key={name}
      label={names[name]}
      hint={hints[name]}
      problem={told?.name === name ? told.problem : undefined}
    >
      {(wiring) => (
        <Input
          {...wiring}
          type={TYPES[name] ?? "text"}
          inputMode={name === "priority" ? "numeric" : undefined}
          autoComplete={name === "proxyPassword" ? "new-password" : "off"}
          value={form[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  ));
}
