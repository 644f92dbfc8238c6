// Says that the client is coming, in the reader's language, and starts it. English is in the wasm module; the words of
// another language are fetched while it comes, so that the first screen is in the reader's own. Addresses are relative:
// a proxy may serve the page below a path of its own.
const LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es"];
// The size of the module before it was compressed, in bytes: written here by the build.
const BYTES = Number("WASM_BYTES");
const SLOW_AFTER_MS = 20_000;

const remembered = () => { try { return localStorage.getItem("rostrum.language"); } catch { return null; } };
const wanted = (remembered() || navigator.language || "en").split("-")[0].toLowerCase();
const code = LANGUAGES.includes(wanted) ? wanted : "en";

const first = document.getElementById("first");
for (const words of first.querySelectorAll("[lang]")) if (words.lang !== code) words.remove();
document.documentElement.lang = code;
document.documentElement.dir = code === "ar" ? "rtl" : "ltr";
const progress = first.querySelector("progress");
const [now, slow, failed, again] = ["now", "slow", "failed", "again"].map(name => first.querySelector(`.${name}`));
now.id = "first-now";
progress.setAttribute("aria-labelledby", now.id);
progress.hidden = false;
const slowly = setTimeout(() => { slow.hidden = false; }, SLOW_AFTER_MS);

const styled = [...document.querySelectorAll("link[as=style]")].map(link => new Promise(done => {
  link.onload = link.onerror = done;
  link.rel = "stylesheet";
}));

const words = async () => {
  globalThis.rostrumWords = "";
  if (code === "en") return;
  try {
    const answer = await fetch(`./${code}.json`);
    if (answer.ok) globalThis.rostrumWords = await answer.text();
  } catch { /* English stands in. */ }
};

// Compiled while it comes. What arrives is counted after it was decompressed, as BYTES is.
const program = async () => {
  const answer = await fetch("./rostrum_bg.wasm");
  if (!answer.ok) throw new Error(`rostrum_bg.wasm: ${answer.status}`);
  if (!answer.body || !BYTES || typeof TransformStream === "undefined") return WebAssembly.compileStreaming(answer);
  let arrived = 0;
  const counting = new TransformStream({
    transform(part, out) {
      arrived += part.length;
      progress.value = Math.min(arrived / BYTES, 1);
      out.enqueue(part);
    },
  });
  const headers = { "content-type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(answer.body.pipeThrough(counting), { headers }));
};

try {
  const [{ default: init }, module] = await Promise.all([import("./rostrum.js"), program(), words(), ...styled]);
  await init({ module_or_path: module });
} catch (why) {
  console.error(why);
  for (const part of [now, slow, progress]) part.hidden = true;
  for (const part of [failed, again]) part.hidden = false;
  again.onclick = () => location.reload();
} finally {
  clearTimeout(slowly);
}
