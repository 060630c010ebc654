import { useQuery, useQueryClient } from "@tanstack/react-query";
import { GripVertical } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { CredentialDetail } from "@/api/types";
import { Button } from "@/components/button";
import { cn } from "@/components/classes";
import { Dialog } from "@/components/dialog";
import { Input } from "@/components/fields";
import { InnerList } from "@/components/inner-list";
import { Loaded } from "@/components/states";
import { toast, useWords } from "@/components/toasts";
import { shared } from "@/i18n/shared";
import { useTexts } from "@/i18n/texts";
import { everyOf, useOrder } from "./data";
import { EVERYTHING } from "./filter";
import { dropIndex, moved, stepOf } from "./order";
import { StateIcon } from "./state";
import { credentialTexts } from "./texts";

const ROW_HEIGHT = 44;

/** Put the credentials in the order in which they are used: by hand, by keys or by number. */
export function Arranging({ onClose }: { onClose: () => void }) {
  const t = useTexts(credentialTexts);
  const words = useTexts(shared);
  const say = useWords();
  const queries = useQueryClient();
  const order = useOrder();
  const pool = useQuery({
    queryKey: ["arranging"],
    queryFn: () => everyOf(queries, EVERYTHING),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const [arranged, setArranged] = useState<readonly CredentialDetail[] | null>(null);
  const save = () =>
    order.mutate(
      (arranged ?? []).map((detail) => detail.id),
      {
        onSuccess: () => {
          toast.ok(t.arrange.saved);
          onClose();
        },
        onError: (failure) => toast.bad(say(failure)),
      },
    );
  return (
    <Dialog
      title={t.arrange.title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" disabled={arranged === null} busy={order.isPending} onClick={save}>
            {t.arrange.save}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-ink-soft">{t.arrange.help}</p>
      <Loaded query={pool}>
        {(found) => <Rows rows={arranged ?? found} onArrange={setArranged} />}
      </Loaded>
    </Dialog>
  );
}

function Rows({
  rows,
  onArrange,
}: {
  rows: readonly CredentialDetail[];
  onArrange: (rows: readonly CredentialDetail[]) => void;
}) {
  const t = useTexts(credentialTexts);
  const [held, setHeld] = useState<{ from: number; to: number } | null>(null);
  const [told, setTold] = useState("");
  // Whose handle moves by keys: it has the focus wherever the row is drawn anew.
  const [stepped, setStepped] = useState<number | null>(null);
  const shown = held === null ? rows : moved(rows, held.from, held.to);
  const place = (detail: CredentialDetail, from: number, to: number) => {
    if (from === to) return;
    onArrange(moved(rows, from, to));
    setTold(t.arrange.place(detail.label, to + 1, rows.length));
  };
  return (
    <>
      <p role="status" className="sr-only">
        {told}
      </p>
      <InnerList
        label={t.arrange.title}
        rows={shown}
        rowKey={(detail) => detail.id}
        height={ROW_HEIGHT}
        className="max-h-[60dvh] rounded-lg border"
      >
        {(detail, index) => (
          <Row
            detail={detail}
            index={index}
            count={rows.length}
            isHeld={held?.to === index}
            isFocused={stepped === detail.id}
            onDrag={(from, to) => setHeld({ from, to })}
            onDrop={(from, to) => {
              setHeld(null);
              place(detail, from, to);
            }}
            onPlace={(to) => place(detail, index, to)}
            onStep={(to) => {
              setStepped(detail.id);
              place(detail, index, to);
            }}
          />
        )}
      </InnerList>
    </>
  );
}

function Row({
  detail,
  index,
  count,
  isHeld,
  isFocused,
  onDrag,
  onDrop,
  onPlace,
  onStep,
}: {
  detail: CredentialDetail;
  index: number;
  count: number;
  isHeld: boolean;
  isFocused: boolean;
  onDrag: (from: number, to: number) => void;
  onDrop: (from: number, to: number) => void;
  onPlace: (to: number) => void;
  onStep: (to: number) => void;
}) {
  const t = useTexts(credentialTexts);
  return (
    <div
      className={cn(
        "flex h-full items-center gap-2 border-b bg-raised pr-2 pl-1",
        isHeld && "bg-accent-soft",
      )}
    >
      <Handle
        label={t.arrange.handle(detail.label, index + 1)}
        index={index}
        count={count}
        isFocused={isFocused}
        onDrag={onDrag}
        onDrop={onDrop}
        onPlace={onStep}
      />
      <Place
        key={index}
        label={t.arrange.number(detail.label)}
        index={index}
        count={count}
        onPlace={onPlace}
      />
      <span className="min-w-0 flex-1 truncate">{detail.label}</span>
      <span title={t.states[detail.state]}>
        <StateIcon state={detail.state} />
        <span className="sr-only">{t.states[detail.state]}</span>
      </span>
    </div>
  );
}

/** The place as a number, for those who would rather write than drag. */
function Place({
  label,
  index,
  count,
  onPlace,
}: {
  label: string;
  index: number;
  count: number;
  onPlace: (to: number) => void;
}) {
  const [typed, setTyped] = useState(String(index + 1));
  const settle = () => {
    const place = Math.round(Number(typed));
    if (place >= 1) onPlace(Math.min(place, count) - 1);
    else setTyped(String(index + 1));
  };
  return (
    <Input
      aria-label={label}
      inputMode="numeric"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={settle}
      onKeyDown={(event) => event.key === "Enter" && settle()}
      className="figures h-7 w-14 px-1.5 text-right"
    />
  );
}

/** What a row is taken by: with the mouse, a finger, or the arrow keys. */
function Handle({
  label,
  index,
  count,
  isFocused,
  onDrag,
  onDrop,
  onPlace,
}: {
  label: string;
  index: number;
  count: number;
  isFocused: boolean;
  onDrag: (from: number, to: number) => void;
  onDrop: (from: number, to: number) => void;
  onPlace: (to: number) => void;
}) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isFocused) button.current?.focus();
  }, [isFocused]);
  const take = (event: PointerEvent<HTMLButtonElement>) => {
    const list = event.currentTarget.closest("section");
    if (event.button !== 0 || list === null) return;
    // The window is listened to, since a row that is moved loses what it had captured.
    const control = new AbortController();
    const options = { signal: control.signal };
    const start = event.clientY + list.scrollTop;
    let to = index;
    const drag = ({ clientY }: { clientY: number }) => {
      scrollNear(list, clientY);
      to = dropIndex(index, clientY + list.scrollTop - start, ROW_HEIGHT, count);
      onDrag(index, to);
    };
    const end = (place: number) => {
      control.abort();
      onDrop(index, place);
    };
    addEventListener("pointermove", drag, options);
    addEventListener("pointerup", () => end(to), options);
    addEventListener("pointercancel", () => end(index), options);
    onDrag(index, index);
  };
  const step = (event: KeyboardEvent<HTMLButtonElement>) => {
    const to = stepOf(event.key, index, count);
    if (to === null) return;
    event.preventDefault();
    bringInSight(event.currentTarget.closest("section"), to);
    onPlace(to);
  };
  return (
    <button
      ref={button}
      type="button"
      aria-label={label}
      onPointerDown={take}
      onKeyDown={step}
      className="grid h-9 w-7 shrink-0 cursor-grab touch-none place-items-center rounded text-ink-faint hover:text-ink active:cursor-grabbing"
    >
      <GripVertical aria-hidden className="size-4" />
    </button>
  );
}

/** Scroll the list so far that the row at `index` is seen. */
function bringInSight(list: HTMLElement | null, index: number): void {
  if (list === null) return;
  const top = index * ROW_HEIGHT;
  if (top < list.scrollTop) list.scrollTop = top;
  const bottom = top + ROW_HEIGHT - list.clientHeight;
  if (bottom > list.scrollTop) list.scrollTop = bottom;
}

/** Scroll the list when the pointer comes near its edge. */
function scrollNear(list: HTMLElement, y: number): void {
  const { top, bottom } = list.getBoundingClientRect();
  if (y < top + ROW_HEIGHT) list.scrollTop -= ROW_HEIGHT / 2;
  else if (y > bottom - ROW_HEIGHT) list.scrollTop += ROW_HEIGHT / 2;
}
