import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where `npm run dev` finds a gateway. */
const gateway = process.env.KIRO_PY_GATEWAY ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/admin/",
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": here("src") } },
  build: {
    outDir: here("../src/kiro_py/admin/page"),
    emptyOutDir: true,
    // Everything is a file: the page may load nothing that stands in another file's text.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [here("index.html"), here("usage.html")] },
  },
  experimental: {
    // The page of a key's holder is served where the admin page may not be: see /usage.
    renderBuiltUrl: (file, { hostId, hostType }) =>
      hostType === "html"
        ? `/${hostId.endsWith("usage.html") ? "usage" : "admin"}/${file}`
        : { relative: true },
  },
  server: { proxy: { "/api": gateway, "/v1": gateway } },
  test: {
    environment: "jsdom",
    isolate: false,
    setupFiles: ["tests/setup.ts"],
    include: ["tests/**/*.test.{ts,tsx}"],
  },
});
