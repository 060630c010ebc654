import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Confirm } from "@/components/dialog";
import { Toaster, toast } from "@/components/toasts";

test("a question that is carried out closes itself", async () => {
  const close = vi.fn();
  const act = vi.fn(async () => undefined);
  render(<Confirm title="Sure?" action="Delete it" onConfirm={act} onClose={close} />);

  await userEvent.click(screen.getByText("Delete it"));

  expect(act).toHaveBeenCalledOnce();
  expect(close).toHaveBeenCalledOnce();
});

test("a question whose deed fails stays", async () => {
  const close = vi.fn();
  render(
    <Confirm
      title="Sure?"
      action="Delete it"
      onConfirm={() => Promise.reject(new Error("no"))}
      onClose={close}
    />,
  );

  await userEvent.click(screen.getByText("Delete it"));

  expect(close).not.toHaveBeenCalled();
});

test("what is told in passing stands inside the open dialog, where it can be seen", async () => {
  render(
    <>
      <Toaster />
      <Confirm title="Sure?" action="Yes" onConfirm={() => undefined} onClose={() => undefined} />
    </>,
  );

  toast.bad("That is taken");

  expect((await screen.findByText("That is taken")).closest("dialog")).not.toBeNull();
});
