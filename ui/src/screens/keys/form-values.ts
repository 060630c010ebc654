import type { KeyChange, KeyLimits, KeyView } from "@/api/types";
import { wordsIn } from "@/screens/credentials/changes";
import { type LimitName, type LimitTexts, limitsOf, limitTexts } from "./limits";

/** A key as a form holds it: text only. */
export interface KeyForm {
  readonly name: string;
  readonly note: string;
  readonly group: string;
  readonly models: string;
  /** Local time, as the browser's own field has it. */
  readonly expires: string;
  readonly limits: LimitTexts;
}

const NO_LIMITS: KeyLimits = {
  requestsPerMinute: null,
  parallelRequests: null,
  tokensPerDay: null,
  tokensPerMonth: null,
  creditsPerDay: null,
  creditsPerMonth: null,
};

/** The form of a key, or of one that is yet to be made. */
export function formOf(key: KeyView | null): KeyForm {
  return {
    name: key?.name ?? "",
    note: key?.note ?? "",
    group: key?.group ?? "",
    models: key?.models.join(", ") ?? "",
    expires: localOf(key?.expiresAt ?? null),
    limits: limitTexts(key?.limits ?? NO_LIMITS),
  };
}

/** An instant as the browser's field for local times has it, to the minute. */
export function localOf(at: string | null): string {
  if (at === null) return "";
  const when = new Date(at);
  const local = new Date(when.getTime() - when.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The instant that a field for local times holds; null is none. */
export function instantOf(local: string): string | null {
  const when = new Date(local);
  return local === "" || Number.isNaN(when.getTime()) ? null : when.toISOString();
}

/** What is wrong with a form, by field. */
export interface Wrong {
  readonly name: boolean;
  readonly expires: boolean;
  readonly limits: readonly LimitName[];
}

/** What is wrong with a form at `now`; an end in the past is left alone where it was there before. */
export function wrongIn(form: KeyForm, before: KeyForm, now: number): Wrong {
  const at = instantOf(form.expires);
  const isPast = at !== null && Date.parse(at) <= now;
  return {
    name: form.name.trim() === "",
    expires: isPast && form.expires !== before.expires,
    limits: limitsOf(form.limits).wrong,
  };
}

export function isRight(wrong: Wrong): boolean {
  return !wrong.name && !wrong.expires && wrong.limits.length === 0;
}

/** A key to make, with all that can be said of one. */
export interface KeyWanted {
  readonly name: string;
  readonly note: string;
  readonly group: string | null;
  readonly models: string[];
  readonly limits: KeyLimits;
  readonly expiresAt: string | null;
}

/** The key to make. */
export function newKeyOf(form: KeyForm): KeyWanted {
  return {
    name: form.name.trim(),
    note: form.note.trim(),
    group: form.group || null,
    models: wordsIn(form.models),
    limits: limitsOf(form.limits).limits,
    expiresAt: instantOf(form.expires),
  };
}

/** What a form changes of a key: an empty object when nothing. */
export function changeOf(before: KeyForm, form: KeyForm): KeyChange {
  const old = newKeyOf(before);
  const now = newKeyOf(form);
  const limits = Object.fromEntries(
    Object.entries(now.limits).filter(([name, limit]) => limit !== old.limits[name as LimitName]),
  );
  const change: KeyChange = {};
  if (now.name !== old.name) change.name = now.name;
  if (now.note !== old.note) change.note = now.note;
  if (now.group !== old.group) change.group = now.group;
  if (now.models.join() !== old.models.join()) change.models = now.models;
  if (form.expires !== before.expires) change.expiresAt = now.expiresAt;
  if (Object.keys(limits).length > 0) change.limits = limits;
  return change;
}
