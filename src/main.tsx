import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createPreferences } from "./store/preferences.ts";
import { App } from "./ui/app/App.tsx";
import "./ui/styles/base.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined; // refused by the browser's settings
  }
}

createRoot(root).render(
  <StrictMode>
    <App preferences={createPreferences(storage())} />
  </StrictMode>,
);
