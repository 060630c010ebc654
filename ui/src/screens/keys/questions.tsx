import { useState } from "react";
import type { KeyMade, KeyView } from "@/api/types";
import { Confirm } from "@/components/dialog";
import { Field, Select } from "@/components/fields";
import { toast, useWords } from "@/components/toasts";
import { useTexts } from "@/i18n/texts";
import { useKeyDeeds } from "./data";
import { keyTexts } from "./texts";

/** What shall be done with a key. */
export interface Asked {
  readonly what: "rotate" | "disable" | "remove";
  readonly key: KeyView;
}

const OVERLAPS = ["0", "3600", "86400", "604800", "2592000"] as const;

/** Ask before a key is rotated, disabled or deleted. */
export function Questions({
  asked,
  onMade,
  onClose,
}: {
  asked: Asked;
  onMade: (made: KeyMade) => void;
  onClose: () => void;
}) {
  switch (asked.what) {
    case "rotate":
      return <Rotation keyView={asked.key} onMade={onMade} onClose={onClose} />;
    case "disable":
      return <Disabling keyView={asked.key} onClose={onClose} />;
    case "remove":
      return <Removal keyView={asked.key} onClose={onClose} />;
  }
}

interface About {
  readonly keyView: KeyView;
  readonly onClose: () => void;
}

/** Carry `deed` out; say how it went, and hand a failure on. */
function useTold() {
  const words = useWords();
  return async <T,>(deed: Promise<T>, done?: string): Promise<T> => {
    try {
      const result = await deed;
      if (done !== undefined) toast.ok(done);
      return result;
    } catch (failure) {
      toast.bad(words(failure));
      throw failure;
    }
  };
}

/** Return what lets a key work again: that needs no question. */
export function useEnabling(): (key: KeyView) => void {
  const t = useTexts(keyTexts);
  const words = useWords();
  const { change } = useKeyDeeds();
  return ({ id, version, name }) =>
    change.mutate(
      { id, version, change: { disabled: false } },
      {
        onSuccess: () => toast.ok(t.enabled(name)),
        onError: (failure) => toast.bad(words(failure)),
      },
    );
}

function Rotation({ keyView, onMade, onClose }: About & { onMade: (made: KeyMade) => void }) {
  const t = useTexts(keyTexts);
  const told = useTold();
  const { rotate } = useKeyDeeds();
  const [overlap, setOverlap] = useState<string>("86400");
  return (
    <Confirm
      title={t.rotateTitle(keyView.name)}
      action={t.rotate}
      isDangerous={false}
      onConfirm={async () =>
        onMade(await told(rotate.mutateAsync({ id: keyView.id, overlapSeconds: Number(overlap) })))
      }
      onClose={onClose}
    >
      <p className="mb-4">{t.rotateText}</p>
      <Field label={t.overlap}>
        {(wiring) => (
          <Select {...wiring} value={overlap} onChange={(event) => setOverlap(event.target.value)}>
            {OVERLAPS.map((seconds) => (
              <option key={seconds} value={seconds}>
                {t.overlaps[seconds]}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Confirm>
  );
}

function Disabling({ keyView, onClose }: About) {
  const t = useTexts(keyTexts);
  const told = useTold();
  const { change } = useKeyDeeds();
  const { id, version, name } = keyView;
  return (
    <Confirm
      title={t.disableTitle(name)}
      action={t.disable}
      isDangerous={false}
      onConfirm={() =>
        told(change.mutateAsync({ id, version, change: { disabled: true } }), t.disabledDone(name))
      }
      onClose={onClose}
    >
      {t.disableText}
    </Confirm>
  );
}

function Removal({ keyView, onClose }: About) {
  const t = useTexts(keyTexts);
  const told = useTold();
  const { remove } = useKeyDeeds();
  return (
    <Confirm
      title={t.removeTitle(keyView.name)}
      action={t.remove}
      onConfirm={() => told(remove.mutateAsync(keyView.id), t.removed(keyView.name))}
      onClose={onClose}
    >
      {t.removeText}
    </Confirm>
  );
}
