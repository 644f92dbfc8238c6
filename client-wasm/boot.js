// Starts the client; everything else is in the wasm module.
import init from "/rostrum.js";
init({ module_or_path: "/rostrum_bg.wasm" });
