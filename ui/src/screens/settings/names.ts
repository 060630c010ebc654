/** A line of the editor of model names. */
export interface Name {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

/** Return the lines for a value of the `models` setting. */
export function namesOf(value: unknown): Name[] {
  return Object.entries((value ?? {}) as Record<string, string>).map(([from, to], id) => ({
    id,
    from,
    to,
  }));
}

/** Return the value for the lines; those with nothing in them are left out. */
export function mapOf(names: readonly Name[]): Record<string, string> {
  const filled = names.filter(({ from, to }) => from.trim() || to.trim());
  return Object.fromEntries(filled.map(({ from, to }) => [from.trim(), to.trim()]));
}

/** Return what is wrong with the lines, null when nothing is. */
export function problemOf(names: readonly Name[]): "incomplete" | "duplicate" | null {
  const filled = names.filter(({ from, to }) => from.trim() || to.trim());
  if (filled.some(({ from, to }) => !from.trim() || !to.trim())) return "incomplete";
  return new Set(filled.map(({ from }) => from.trim())).size < filled.length ? "duplicate" : null;
}
