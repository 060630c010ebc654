import type { SettingView } from "@/api/types";

/** What is typed, as text, or ticked. */
export type Draft = string | boolean;

export type Read = { value: unknown } | { problem: "badNumber" | "badJson" };

/** Return a value as one would type it. */
export function draftOf({ kind, value }: Pick<SettingView, "kind" | "value">): Draft {
  if (kind === "secret") return "";
  if (kind === "flag") return value === true;
  if (value === null || value === undefined) return "";
  if (kind === "list" && Array.isArray(value)) return value.map(String).join("\n");
  if (kind === "map" || kind === "object" || typeof value === "object") {
    return JSON.stringify(value, null, 2);
  }
  return String(value);
}

/** Return the value that was typed; an empty field is null, which takes the value away. */
export function readDraft(kind: SettingView["kind"], draft: Draft): Read {
  if (typeof draft === "boolean") return { value: draft };
  const text = draft.trim();
  switch (kind) {
    case "number":
      return readNumber(text);
    case "list":
      return { value: linesOf(text) };
    case "map":
    case "object":
      return readJson(text);
    case "flag":
    case "text":
    case "choice":
    case "secret":
      return { value: text === "" ? null : text };
  }
}

function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "");
}

function readNumber(text: string): Read {
  if (text === "") return { value: null };
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { problem: "badNumber" };
}

function readJson(text: string): Read {
  if (text === "") return { value: null };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: "badJson" };
  }
}
