/** A refusal that names the field it is about, as the API words it: `proxyUrl: expected …`. */
export interface Told {
  readonly name: string;
  readonly problem: string;
}

/** Read a refusal; null when it names no field. */
export function toldOf(message: string): Told | null {
  const found = /^([a-z][A-Za-z]*): (.+)$/s.exec(message);
  return found?.[1] && found[2] ? { name: found[1], problem: found[2] } : null;
}
