// Starts the client; everything else is in the wasm module. English is in it; the words of another language
// are fetched while it comes, so that the first screen is in the reader's own. Addresses are relative: a proxy may
// serve the page below a path of its own.
import init from "./rostrum.js";
const remembered = () => { try { return localStorage.getItem("rostrum.language"); } catch { return null; } };
const code = (remembered() || navigator.language || "en").split("-")[0].toLowerCase();
const fetched = ["ar", "zh", "fr", "ru", "es"].includes(code) ? fetch(`./${code}.json`) : null;
try {
  const answer = await fetched;
  globalThis.rostrumWords = answer?.ok ? await answer.text() : "";
} catch {
  globalThis.rostrumWords = "";
}
init({ module_or_path: "./rostrum_bg.wasm" });
