/** The list with the item at `from` moved to `to`; what is outside the list moves nothing. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const result = [...items];
  const target = Math.min(Math.max(to, 0), items.length - 1);
  const [item] = result.splice(from, 1);
  if (item !== undefined) result.splice(target, 0, item);
  return result;
}

/** Where a row of `height` that was taken at `index` is dropped, when the pointer moved by `by`. */
export function dropIndex(index: number, by: number, height: number, length: number): number {
  return Math.min(Math.max(index + Math.round(by / height), 0), length - 1);
}

/** How far a key moves a row: null is no key of ours. */
export function stepOf(key: string, index: number, length: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: index - 1,
    ArrowDown: index + 1,
    PageUp: index - 10,
    PageDown: index + 10,
    Home: 0,
    End: length - 1,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), length - 1);
}
