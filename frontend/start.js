// Starts the program. The address of the WebAssembly file is the preloaded one, so it is fetched once.
import start from "glue";
import * as keep from "./keep.js";
import * as passkeys from "./webauthn.js";
import { chooseLanguage, loadWords, preferredLanguage, text } from "./words.js";

// What src/words.rs calls.
globalThis.hilumWords = { chooseLanguage, preferredLanguage, text };
// What src/webauthn.rs calls.
globalThis.hilumPasskeys = passkeys;
// What src/keep.rs calls.
globalThis.hilumKeep = keep;

try {
  const program = WebAssembly.compileStreaming(fetch(document.getElementById("wasm").href));
  await Promise.all([loadWords(preferredLanguage()), program]);
  await start({ module_or_path: await program });
  document.getElementById("starting").remove();
} catch (cause) {
  document.getElementById("start-failed").hidden = false;
  throw cause;
}
