import { Activity, ChartColumn, type LucideIcon, ScrollText, Settings } from "lucide-react";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { words } from "@/shell/texts";

export interface Route {
  /** Below `/admin`; `:name` stands for any part, which the screen gets as a property. */
  path: string;
  screen: LazyExoticComponent<ComponentType<Record<string, string>>>;
  /** Its place in the navigation, if it has one. */
  nav?: { name: Exclude<keyof (typeof words)["en"], "version">; icon: LucideIcon };
}

/** All screens, in the order of the navigation.  The first four stand in a phone's bar. */
export const routes: readonly Route[] = [
  {
    path: "/",
    screen: lazy(() => import("./overview/screen")),
    nav: { name: "overview", icon: Activity },
  },
  {
    path: "/requests",
    screen: lazy(() => import("./requests/screen")),
    nav: { name: "requests", icon: ScrollText },
  },
  {
    path: "/usage",
    screen: lazy(() => import("./usage/screen")),
    nav: { name: "usage", icon: ChartColumn },
  },
  {
    path: "/settings",
    screen: lazy(() => import("./settings/screen")),
    nav: { name: "settings", icon: Settings },
  },
];
