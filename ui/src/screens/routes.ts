import {
  Activity,
  ChartColumn,
  IdCard,
  KeyRound,
  type LucideIcon,
  MessageSquareText,
  ScrollText,
  Settings,
} from "lucide-react";
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
    path: "/credentials",
    screen: lazy(() => import("./credentials/screen")),
    nav: { name: "credentials", icon: IdCard },
  },
  { path: "/credentials/add", screen: lazy(() => import("./add/screen")) },
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
    path: "/keys",
    screen: lazy(() => import("./keys/screen")),
    nav: { name: "keys", icon: KeyRound },
  },
  {
    path: "/playground",
    screen: lazy(() => import("./playground/screen")),
    nav: { name: "playground", icon: MessageSquareText },
  },
  {
    path: "/settings",
    screen: lazy(() => import("./settings/screen")),
    nav: { name: "settings", icon: Settings },
  },
];
