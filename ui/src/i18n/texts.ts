import { type Language, useLanguage } from "./language";

/** A text, a text with figures in it, or a group of texts. */
type Text = string | ((...figures: never[]) => string);
interface Texts {
  readonly [name: string]: Text | Texts;
}

/** What a translation must have: the same names, and the same figures. */
type Same<T> = {
  readonly [Name in keyof T]: T[Name] extends string
    ? string
    : T[Name] extends (...figures: infer Figures) => string
      ? (...figures: Figures) => string
      : Same<T[Name]>;
};

export type Dictionary<T> = Readonly<Record<Language, Same<T>>>;

/** Return the texts of a screen in both languages; one that is missing is an error of types. */
export function texts<const T extends Texts>(en: T, zh: Same<T>): Dictionary<T> {
  return { en: en as unknown as Same<T>, zh };
}

/** Return the texts of the language that is shown. */
export function useTexts<T>(dictionary: Dictionary<T>): Same<T> {
  return dictionary[useLanguage()];
}
