import { type FormEvent, useState } from "react";
import { Refused } from "@/api/client";
import type { KeyMade, KeyView } from "@/api/types";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field, Input, Select } from "@/components/fields";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { useKeyDeeds } from "./data";
import {
  changeOf,
  formOf,
  isRight,
  type KeyForm,
  newKeyOf,
  type Wrong,
  wrongIn,
} from "./form-values";
import { isWhole, LIMITS } from "./limits";
import { keyTexts } from "./texts";

/** Make a key, or change one; a change that somebody overtook is not written over theirs. */
export function KeyFormDialog({
  keyView,
  groups,
  onMade,
  onClose,
}: {
  keyView: KeyView | null;
  groups: readonly string[];
  onMade: (made: KeyMade) => void;
  onClose: () => void;
}) {
  const t = useTexts(keyTexts).form;
  const words = useWords();
  const { make, change } = useKeyDeeds();
  const [base, setBase] = useState(() => ({
    form: formOf(keyView),
    version: keyView?.version ?? "",
  }));
  const [form, setForm] = useState(base.form);
  const [isTried, setIsTried] = useState(false);
  const [isOvertaken, setIsOvertaken] = useState(false);
  const wrong = wrongIn(form, base.form, Date.now());

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (!isRight(wrong)) return;
    try {
      if (keyView === null) return onMade(await make.mutateAsync(newKeyOf(form)));
      const wanted = changeOf(base.form, form);
      if (Object.keys(wanted).length > 0) {
        await change.mutateAsync({ id: keyView.id, version: base.version, change: wanted });
      }
      toast.ok(t.saved);
      onClose();
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 412) setIsOvertaken(true);
      else toast.bad(words(failure));
    }
  };
  const restart = () => {
    setBase({ form: formOf(keyView), version: keyView?.version ?? "" });
    setForm(formOf(keyView));
    setIsOvertaken(false);
  };
  const id = "key-form";

  return (
    <Dialog
      place="side"
      title={keyView === null ? t.makeTitle : t.editTitle(keyView.name)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            type="submit"
            form={id}
            kind="primary"
            busy={make.isPending || change.isPending}
            disabled={isOvertaken}
          >
            {keyView === null ? t.create : t.save}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        {isOvertaken && (
          <div
            role="alert"
            className="grid gap-1.5 rounded-md border border-warn/40 bg-warn-soft px-3 py-2.5"
          >
            <p>{t.conflict}</p>
            <Button small className="justify-self-start" onClick={restart}>
              {t.reload}
            </Button>
          </div>
        )}
        <Identity
          form={form}
          wrong={isTried ? wrong : null}
          groups={groups}
          onChange={(patch) => setForm((before) => ({ ...before, ...patch }))}
        />
        <Limits
          form={form}
          wrong={wrong}
          onChange={(limits) => setForm((before) => ({ ...before, limits }))}
        />
      </form>
    </Dialog>
  );
}

type Change<T> = (value: T) => void;

function Identity({
  form,
  wrong,
  groups,
  onChange,
}: {
  form: KeyForm;
  wrong: Wrong | null;
  groups: readonly string[];
  onChange: Change<Partial<KeyForm>>;
}) {
  const t = useTexts(keyTexts).form;
  return (
    <>
      <Field label={t.name} hint={t.nameHint} problem={wrong?.name ? t.nameNeeded : undefined}>
        {(wiring) => (
          <Input
            {...wiring}
            required
            maxLength={100}
            autoComplete="off"
            value={form.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t.note}>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            value={form.note}
            onChange={(event) => onChange({ note: event.target.value })}
          />
        )}
      </Field>
      <Field label={t.group} hint={t.groupHint}>
        {(wiring) => (
          <Select
            {...wiring}
            value={form.group}
            onChange={(event) => onChange({ group: event.target.value })}
          >
            <option value="">{t.everyGroup}</option>
            {[...new Set([...groups, form.group])].filter(Boolean).map((group) => (
              <option key={group} value={group}>
                {group}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t.models} hint={t.modelsHint}>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            value={form.models}
            onChange={(event) => onChange({ models: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t.expires}
        hint={t.expiresHint}
        problem={wrong?.expires ? t.expiresWrong : undefined}
      >
        {(wiring) => (
          <Input
            {...wiring}
            type="datetime-local"
            value={form.expires}
            onChange={(event) => onChange({ expires: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function Limits({
  form,
  wrong,
  onChange,
}: {
  form: KeyForm;
  wrong: Wrong;
  onChange: Change<KeyForm["limits"]>;
}) {
  const t = useTexts(keyTexts);
  return (
    <fieldset className="grid gap-3">
      <legend className="font-semibold">{t.form.limits}</legend>
      <p className="text-ink-soft text-xs">{t.form.limitsHint}</p>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3">
        {LIMITS.map((name) => (
          <Field
            key={name}
            label={t.limits[name]}
            problem={
              wrong.limits.includes(name)
                ? isWhole(name)
                  ? t.form.wholeWrong
                  : t.form.amountWrong
                : undefined
            }
          >
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                placeholder={t.noLimit}
                value={form.limits[name]}
                onChange={(event) => onChange({ ...form.limits, [name]: event.target.value })}
                className="figures"
              />
            )}
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
