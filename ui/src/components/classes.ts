import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Join classes; of two that speak of the same, the later holds. */
export function cn(...values: ClassValue[]): string {
  return twMerge(clsx(values));
}
