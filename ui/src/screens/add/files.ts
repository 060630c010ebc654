/** The largest file that is read, in bytes. */
export const LARGEST = 50 * 1024 * 1024;

/** What was read of files that were dropped or chosen. */
export interface Reading {
  readonly texts: readonly string[];
  readonly tooLarge: readonly string[];
  readonly unreadable: readonly string[];
}

/** Read files as text; those that are none are named, and stop nobody else. */
export async function read(files: readonly File[]): Promise<Reading> {
  const texts: string[] = [];
  const tooLarge: string[] = [];
  const unreadable: string[] = [];
  for (const file of files) {
    if (file.size > LARGEST) {
      tooLarge.push(file.name);
      continue;
    }
    const text = await decoded(file);
    if (text === null) unreadable.push(file.name);
    else texts.push(text);
  }
  return { texts, tooLarge, unreadable };
}

async function decoded(file: File): Promise<string | null> {
  try {
    const bytes = await file.arrayBuffer();
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

/**
 * Put several texts together so that they can be imported at once: JSON becomes one list, lines
 * stay lines.  What cannot be put together is given back as it is, the first text first.
 */
export function joined(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0] ?? "";
  const values = texts.map(parsed);
  if (values.every((value) => value !== undefined)) {
    return JSON.stringify(values.flatMap(accounts), null, 2);
  }
  return texts.map((text) => text.trim()).join("\n");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function accounts(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const inner = typeof value === "object" && value !== null ? Reflect.get(value, "accounts") : null;
  return Array.isArray(inner) ? inner : [value];
}
