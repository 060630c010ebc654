import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { CredentialDetail } from "@/api/types";
import { Button } from "@/components/button";
import { Confirm, Dialog } from "@/components/dialog";
import { Loaded } from "@/components/states";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { everyOf } from "./data";
import { EVERYTHING } from "./filter";
import { credentialTexts } from "./texts";

/** How many of those that stay are named. */
const NAMED = 8;

/** Of those that are chosen: who can be deleted, since it is disabled, and who stays. */
export function parted(
  ids: readonly number[],
  pool: readonly CredentialDetail[],
): { disabled: CredentialDetail[]; others: CredentialDetail[] } {
  const chosen = new Set(ids);
  const found = pool.filter((detail) => chosen.has(detail.id));
  return {
    disabled: found.filter((detail) => detail.state === "disabled"),
    others: found.filter((detail) => detail.state !== "disabled"),
  };
}

/** Ask before credentials are deleted, and say which of those that were chosen are not. */
export function Deletion({
  ids,
  onConfirm,
  onClose,
}: {
  ids: readonly number[];
  onConfirm: (ids: readonly number[]) => Promise<unknown>;
  onClose: () => void;
}) {
  const t = useTexts(credentialTexts);
  const words = useTexts(shared);
  const queries = useQueryClient();
  const pool = useQuery({
    queryKey: ["credentials", "all"],
    queryFn: () => everyOf(queries, EVERYTHING),
    staleTime: 0,
  });
  if (pool.data === undefined || pool.isFetching) {
    return (
      <Dialog title={t.bulk.delete} onClose={onClose}>
        <Loaded query={pool}>{() => <p>{words.loading}</p>}</Loaded>
      </Dialog>
    );
  }
  const { disabled, others } = parted(ids, pool.data);
  if (disabled.length === 0) {
    return (
      <Dialog
        title={t.bulk.delete}
        onClose={onClose}
        footer={<Button onClick={onClose}>{words.close}</Button>}
      >
        <p>{t.bulk.deleteNone}</p>
      </Dialog>
    );
  }
  return (
    <Confirm
      title={t.bulk.deleteTitle(disabled.length)}
      action={t.bulk.delete}
      onConfirm={() => onConfirm(disabled.map((detail) => detail.id))}
      onClose={onClose}
    >
      <p>{t.bulk.deleteText}</p>
      {others.length > 0 && <Staying others={others} />}
    </Confirm>
  );
}

function Staying({ others }: { others: readonly CredentialDetail[] }) {
  const t = useTexts(credentialTexts);
  return (
    <>
      <p className="mt-3">{t.bulk.deleteSkipped(others.length)}</p>
      <ul className="mt-1 list-disc pl-5">
        {others.slice(0, NAMED).map((detail) => (
          <li key={detail.id} className="break-words">
            {detail.label} <span className="text-xs">({t.states[detail.state]})</span>
          </li>
        ))}
        {others.length > NAMED && <li>{t.bulk.andMore(others.length - NAMED)}</li>}
      </ul>
    </>
  );
}
