import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./classes";
import { useTopLayer } from "./layers";

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  onSelect: () => void;
  isDangerous?: boolean;
  disabled?: boolean;
  /** A line above it. */
  isApart?: boolean;
}

/** What can be done, behind one button (`children`). */
export function Menu({ items, children }: { items: readonly MenuItem[]; children: ReactNode }) {
  const layer = useTopLayer();
  // Within the content, so that whoever goes from landmark to landmark finds it.
  const place = layer === document.body ? document.querySelector("main") : layer;
  return (
    // Not modal: a modal one writes a style element, which the page's policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={place}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-44 rounded-md border border-line-strong bg-raised p-1 text-sm shadow-md"
        >
          {items.map((item) => (
            <div key={item.label}>
              {item.isApart && <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />}
              <DropdownMenu.Item
                disabled={item.disabled ?? false}
                onSelect={item.onSelect}
                className={cn(
                  "flex h-8 cursor-pointer select-none items-center gap-2 rounded px-2 outline-none data-disabled:cursor-not-allowed data-highlighted:bg-sunken data-disabled:opacity-50 pointer-coarse:h-10 [&_svg]:size-4 [&_svg]:text-ink-faint",
                  item.isDangerous && "text-bad [&_svg]:text-bad",
                )}
              >
                {item.icon}
                {item.label}
              </DropdownMenu.Item>
            </div>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
