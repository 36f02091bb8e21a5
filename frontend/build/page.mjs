// Puts the page together: styles, program, icons and shell into one folder, content-hashed, precompressed, weighed.
// usage: node page.mjs <folder with glue.js and glue_bg.wasm> <output folder> [--unweighed]
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "./program.mjs";
import { bundleStyles } from "./styles.mjs";
import { drawSprite } from "./icons.mjs";
import { gatherWords } from "./words.mjs";

/** The promise about weight, in bytes after brotli. */
const MOST_WASM = 350_000;
const MOST_FIRST_PAGE = 450_000;
/** Each part that is fetched later, when one of its pages is opened. */
const MOST_PART = 150_000;

const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const [program, output, unweighed] = process.argv.slice(2);

const files = [];
/** Adds a file under its own name; it is revalidated at every visit. */
const add = (path, content) => {
  files.push({ path, content: Buffer.from(content) });
  return `/${path}`;
};
/** Adds a file under a name that changes with its content, to be kept by browsers for ever. */
const addHashed = (name, extension, content) => {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  return add(`assets/${name}-${hash}.${extension}`, content);
};

const wasm = addHashed("hilum", "wasm", await readFile(join(program, "glue_bg.wasm")));
const words = Object.fromEntries(
  (await gatherWords(frontend)).map(([language, text]) => [language, addHashed(`words-${language}`, "ftl", text)]),
);
const parts = {};
for (const name of await readdir(program)) {
  if (!name.endsWith(".wasm") || name === "glue_bg.wasm") continue;
  parts[name] = addHashed(name.replace(/^split_|\.wasm$/g, ""), "wasm", await readFile(join(program, name)));
}
const start = addHashed("hilum", "js", await bundleProgram(frontend, program, words, parts));
const styles = addHashed("hilum", "css", await bundleStyles(frontend));
const icons = add("assets/icons.svg", await drawSprite(frontend));
for (const name of await readdir(join(frontend, "static"))) add(name, await readFile(join(frontend, "static", name)));

const addresses = { wasm, start, styles };
const shell = (await readFile(join(frontend, "index.html"), "utf8"))
  .replace(/<!--[\s\S]*?-->\s*/g, "")
  .replace(/\{\{(\w+)\}\}/g, (_, name) => addresses[name] ?? fail(`index.html asks for {{${name}}}, which is not made here`));
add("index.html", shell);

for (const file of files) {
  file.br = brotliCompressSync(file.content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: file.content.length,
    },
  });
  file.gz = gzipSync(file.content, { level: 9 });
}

weigh();
await write();

/** Prints what the first visit downloads and fails when it is more than promised. */
function weigh() {
  const first = ["index.html", ...[styles, start, wasm, words.en, icons].map((address) => address.slice(1))];
  let total = 0;
  for (const path of first) {
    const { content, br } = files.find((file) => file.path === path);
    total += br.length;
    console.log(`  ${kilobytes(content.length)}  ${kilobytes(br.length)} brotli  ${path}`);
  }
  const wasmWeight = files.find((file) => `/${file.path}` === wasm).br.length;
  console.log(`  first page ${kilobytes(total)} of ${kilobytes(MOST_FIRST_PAGE)}, wasm ${kilobytes(wasmWeight)} of ${kilobytes(MOST_WASM)}`);
  let heaviest = 0;
  for (const address of Object.values(parts)) {
    const { content, br } = files.find((file) => `/${file.path}` === address);
    heaviest = Math.max(heaviest, br.length);
    console.log(`  ${kilobytes(content.length)}  ${kilobytes(br.length)} brotli, later  ${address.slice(1)}`);
  }
  // The quick build for development is not optimised for size and therefore not judged.
  if (unweighed) return;
  if (heaviest > MOST_PART) fail("a part of the program is heavier than promised");
  if (wasmWeight > MOST_WASM) fail("the program is heavier than promised");
  if (total > MOST_FIRST_PAGE) fail("the first page is heavier than promised");
}

/** Writes beside the output folder first, so that a server reading it never sees half a page. */
async function write() {
  const fresh = `${output}.new`;
  await rm(fresh, { recursive: true, force: true });
  for (const { path, content, br, gz } of files) {
    const target = join(fresh, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    await writeFile(`${target}.br`, br);
    await writeFile(`${target}.gz`, gz);
  }
  const manifest = files.map(({ path, content, br, gz }) => ({
    path,
    immutable: /-[0-9a-f]{16}\./.test(path),
    bytes: content.length,
    br: br.length,
    gz: gz.length,
  }));
  await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(output, { recursive: true, force: true });
  await rename(fresh, output);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
