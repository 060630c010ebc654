import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles.css";
import { OwnUse } from "./screens/own-use/screen";

const place = document.getElementById("page");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <OwnUse />
    </StrictMode>,
  );
}
