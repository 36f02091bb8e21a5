// Starts the program. The address of the WebAssembly file is the preloaded one, so it is fetched once.
import start from "glue";

try {
  await start({ module_or_path: document.getElementById("wasm").href });
  document.getElementById("starting").remove();
} catch (cause) {
  document.getElementById("start-failed").hidden = false;
  throw cause;
}
