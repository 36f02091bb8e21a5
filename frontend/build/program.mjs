import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

/**
 * start.js with the browser glue of the WebAssembly program, the addresses of the words and those of the parts that are
 * fetched later, as one minified module.
 */
export async function bundleProgram(frontend, program, words, parts) {
  const { outputFiles } = await build({
    entryPoints: [join(frontend, "start.js")],
    alias: { glue: resolve(program, "glue.js") },
    define: { WORDS: JSON.stringify(words) },
    plugins: [withParts(parts)],
    // The glue names the module of the parts once per part.
    logOverride: { "duplicate-object-key": "silent" },
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

/** parts.js asks for `./name.wasm` beside itself: the bundle stands beside the parts under their content-hashed names. */
function withParts(parts) {
  return {
    name: "parts",
    setup(bundle) {
      bundle.onLoad({ filter: /[/\\]parts\.js$/ }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        const contents = source.replace(/"\.\/([\w-]+\.wasm)"/g, (_, name) => JSON.stringify(`./${basename(parts[name])}`));
        return { contents, loader: "js" };
      });
    },
  };
}
