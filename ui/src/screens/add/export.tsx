import { type FormEvent, useState } from "react";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field, Input, Segmented, Select } from "@/components/fields";
import { useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { exported } from "./data";
import { saveFile } from "./save-file";
import { addTexts } from "./texts";

/** Ask for the admin key once more, and save the sign-ins as a file. */
export function ExportDialog({
  chosen,
  onClose,
}: {
  chosen: readonly number[];
  onClose: () => void;
}) {
  const t = useTexts(addTexts).export;
  const words = useWords();
  const [key, setKey] = useState("");
  const [format, setFormat] = useState<"kiro-py" | "account-manager">("kiro-py");
  const [which, setWhich] = useState<"all" | "chosen">(chosen.length > 0 ? "chosen" : "all");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      const { name, file } = await exported({ key, format, ids: which === "all" ? null : chosen });
      saveFile(name, file);
      onClose();
    } catch (failure) {
      setProblem(words(failure));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog title={t.title} onClose={onClose}>
      <form onSubmit={(event) => void save(event)} className="grid gap-4">
        <p className="text-warn">{t.warning}</p>
        {chosen.length > 0 && (
          <Segmented
            label={t.which}
            value={which}
            onChange={setWhich}
            className="justify-self-start"
            options={[
              { value: "chosen", label: t.chosen(chosen.length) },
              { value: "all", label: t.all },
            ]}
          />
        )}
        <Field label={t.format}>
          {(wiring) => (
            <Select
              {...wiring}
              value={format}
              onChange={(event) =>
                setFormat(event.target.value === "kiro-py" ? "kiro-py" : "account-manager")
              }
            >
              <option value="kiro-py">{t.formats["kiro-py"]}</option>
              <option value="account-manager">{t.formats["account-manager"]}</option>
            </Select>
          )}
        </Field>
        <Field label={t.key} hint={t.keyHint} problem={problem}>
          {(wiring) => (
            <Input
              {...wiring}
              type="password"
              autoComplete="current-password"
              required
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy} disabled={key === ""}>
            {t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
