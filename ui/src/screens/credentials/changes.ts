import type { CredentialChange, CredentialDetail } from "@/api/types";

/** The fields of a credential as a form holds them: text only, empty for what is not set. */
export interface CredentialForm {
  readonly email: string;
  readonly note: string;
  readonly priority: string;
  readonly groups: string;
  readonly region: string;
  readonly authRegion: string;
  readonly apiRegion: string;
  readonly profileArn: string;
  readonly machineId: string;
  readonly proxyUrl: string;
  readonly proxyUsername: string;
  /** Empty leaves the password as it is, since it is never shown. */
  readonly proxyPassword: string;
  readonly endpoint: string;
}

const LARGEST_PRIORITY = 4_294_967_295;

/** The form as the credential is now. */
export function formOf(detail: CredentialDetail): CredentialForm {
  return {
    email: detail.email ?? "",
    note: detail.note ?? "",
    priority: String(detail.priority),
    groups: detail.groups.join(", "),
    region: detail.region ?? "",
    authRegion: detail.authRegion ?? "",
    apiRegion: detail.apiRegion ?? "",
    profileArn: detail.profileArn ?? "",
    machineId: detail.machineId ?? "",
    proxyUrl: detail.proxyUrl ?? "",
    proxyUsername: detail.proxyUsername ?? "",
    proxyPassword: "",
    endpoint: detail.endpoint,
  };
}

/** Read a priority; null is none. */
export function priorityOf(text: string): number | null {
  const found = /^\d{1,10}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return found <= LARGEST_PRIORITY ? found : null;
}

/** Read a list of words that commas, semicolons or lines keep apart. */
export function wordsIn(text: string): string[] {
  const words = text.split(/[,，;；\n]/).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ""))];
}

/** What the form changes of the credential: an empty object when nothing. */
export function changeOf(before: CredentialForm, now: CredentialForm): CredentialChange {
  const change: { -readonly [name in keyof CredentialForm]?: unknown } = {};
  for (const name of Object.keys(now) as (keyof CredentialForm)[]) {
    const value = now[name].trim();
    if (value === before[name].trim()) continue;
    if (name === "priority") change[name] = priorityOf(value) ?? undefined;
    else if (name === "groups") change[name] = wordsIn(value);
    else change[name] = value === "" ? null : value;
  }
  if (now.proxyUrl.trim() === "" && before.proxyUrl !== "") {
    change.proxyUsername = null;
    change.proxyPassword = null;
  }
  return change as CredentialChange;
}

/** What both have changed since `base`, and what a form shows then: mine where I changed it. */
export function rebased(
  base: CredentialForm,
  mine: CredentialForm,
  theirs: CredentialForm,
): { form: CredentialForm; disputed: (keyof CredentialForm)[] } {
  const names = Object.keys(base) as (keyof CredentialForm)[];
  const isMine = (name: keyof CredentialForm) => mine[name].trim() !== base[name].trim();
  return {
    form: Object.fromEntries(
      names.map((name) => [name, isMine(name) ? mine[name] : theirs[name]]),
    ) as unknown as CredentialForm,
    disputed: names.filter(
      (name) => isMine(name) && theirs[name] !== base[name] && theirs[name] !== mine[name].trim(),
    ),
  };
}
