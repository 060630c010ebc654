import { priorityOf, wordsIn } from "@/screens/credentials/changes";
import type { CredentialWanted } from "./data";

export const KINDS = ["api_key", "social", "idc"] as const;
export type Kind = (typeof KINDS)[number];

/** The form that adds one credential: text only. */
export interface AddForm {
  readonly key: string;
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly email: string;
  readonly note: string;
  readonly groups: string;
  readonly priority: string;
  readonly region: string;
  readonly authRegion: string;
  readonly apiRegion: string;
  readonly profileArn: string;
  readonly machineId: string;
  readonly proxyUrl: string;
  readonly proxyUsername: string;
  readonly proxyPassword: string;
}

export const BLANK: AddForm = {
  key: "",
  token: "",
  clientId: "",
  clientSecret: "",
  email: "",
  note: "",
  groups: "",
  priority: "0",
  region: "",
  authRegion: "",
  apiRegion: "",
  profileArn: "",
  machineId: "",
  proxyUrl: "",
  proxyUsername: "",
  proxyPassword: "",
};

/** The fields that a kind of sign-in must have. */
export const NEEDED: Readonly<Record<Kind, readonly (keyof AddForm)[]>> = {
  api_key: ["key"],
  social: ["token"],
  idc: ["token", "clientId", "clientSecret"],
};

/** What is wrong with the form, by field. */
export function wrongIn(
  kind: Kind,
  form: AddForm,
): Partial<Record<keyof AddForm, "needed" | "wrong">> {
  const wrong: Partial<Record<keyof AddForm, "needed" | "wrong">> = {};
  for (const name of NEEDED[kind]) if (form[name].trim() === "") wrong[name] = "needed";
  if (kind === "api_key" && !wrong.key && !form.key.trim().startsWith("ksk_")) wrong.key = "wrong";
  if (priorityOf(form.priority) === null) wrong.priority = "wrong";
  return wrong;
}

const PLAIN = [
  "email",
  "note",
  "region",
  "authRegion",
  "apiRegion",
  "profileArn",
  "machineId",
  "proxyUrl",
  "proxyUsername",
  "proxyPassword",
] as const satisfies readonly (keyof AddForm)[];

/** What is sent: only what was filled in. */
export function wantedOf(kind: Kind, form: AddForm): CredentialWanted {
  const groups = wordsIn(form.groups);
  const secret =
    kind === "api_key"
      ? { kiroApiKey: form.key.trim() }
      : {
          refreshToken: form.token.trim(),
          ...(kind === "idc" && {
            clientId: form.clientId.trim(),
            clientSecret: form.clientSecret.trim(),
          }),
        };
  const plain = PLAIN.map((name) => [name, form[name].trim()]).filter(([, value]) => value !== "");
  return {
    authMethod: kind,
    priority: priorityOf(form.priority) ?? 0,
    ...secret,
    ...(Object.fromEntries(plain) as Partial<Record<(typeof PLAIN)[number], string>>),
    ...(groups.length > 0 && { groups }),
  };
}
