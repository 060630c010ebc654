import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles.css";
import { Page } from "./shell/page";

const place = document.getElementById("page");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
