import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { Link, match, navigate, usePath, useQueryState } from "@/router/router";

beforeEach(() => history.replaceState(null, "", "/admin"));

test.each([
  ["/", "/", {}],
  ["/keys/:id", "/keys/7", { id: "7" }],
  ["/keys/:id", "/keys", null],
  ["/keys", "/usage", null],
  ["/a/:name", "/a/b%2Fc", { name: "b/c" }],
])("%s and %s", (pattern, path, expected) => {
  expect(match(pattern, path)).toEqual(expected);
});

function Shown() {
  const [query, setQuery] = useQueryState();
  return (
    <>
      <p>{`${usePath()} ${query.get("state")}`}</p>
      <Link to="/keys">Keys</Link>
      <button type="button" onClick={() => setQuery({ state: "ready" })}>
        Filter
      </button>
    </>
  );
}

test("a link leads on without the page being loaded anew, and back leads back", async () => {
  render(<Shown />);

  fireEvent.click(screen.getByText("Keys"));
  expect(screen.getByText("/keys null")).toBeTruthy();
  history.back();

  expect(await screen.findByText("/ null")).toBeTruthy();
});

test("a filter stands in the address, and is no step of its own", () => {
  navigate("/credentials");
  const steps = history.length;
  render(<Shown />);

  fireEvent.click(screen.getByText("Filter"));

  expect(screen.getByText("/credentials ready")).toBeTruthy();
  expect(location.search).toBe("?state=ready");
  expect(history.length).toBe(steps);
});
