import { build } from "esbuild";
import { join, resolve } from "node:path";

/** start.js with the browser glue of the WebAssembly program and the addresses of the words, as one minified module. */
export async function bundleProgram(frontend, program, words) {
  const { outputFiles } = await build({
    entryPoints: [join(frontend, "start.js")],
    alias: { glue: resolve(program, "glue.js") },
    define: { WORDS: JSON.stringify(words) },
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}
