import { transform } from "esbuild";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PurgeCSS } from "purgecss";

/** The library's sheets in the order it prescribes; `default` dresses plain elements inside `class="ecl"`. */
const SHEETS = ["optional/ecl-reset.css", "optional/ecl-eu-default.css", "ecl-eu.css", "optional/ecl-eu-utilities.css"];

/**
 * The Europa Component Library without what the page does not use, and Hilum's own styles, minified.
 * A class counts as used when its whole name stands in a Rust source or in index.html: never build one from pieces.
 */
export async function bundleStyles(frontend) {
  const folder = join(frontend, "node_modules/@ecl/preset-eu/dist/styles");
  const library = await Promise.all(SHEETS.map((name) => readFile(join(folder, name), "utf8")));
  const own = [];
  for (const name of (await readdir(join(frontend, "styles"))).sort()) {
    if (name.endsWith(".css")) own.push(await readFile(join(frontend, "styles", name), "utf8"));
  }
  const [{ css }] = await new PurgeCSS().purge({
    content: [join(frontend, "index.html"), join(frontend, "src/**/*.rs")],
    css: [{ raw: [...library.map(withoutDataImages), ...own].join("\n") }],
    defaultExtractor: (source) => source.match(/[\w-]+/g) ?? [],
    variables: true,
    keyframes: true,
    fontFace: true,
  });
  const { code } = await transform(css, { loader: "css", minify: true, target: ["chrome111", "firefox111", "safari16.4"] });
  return withoutRepeatedNotices(code);
}

/** Every licence notice once: the library repeats them, which weighs more than some components. */
function withoutRepeatedNotices(css) {
  const notices = new Set();
  const styles = css.replace(/\/\*![\s\S]*?\*\//g, (notice) => {
    notices.add(notice);
    return "";
  });
  return [...notices, styles].join("\n");
}

/** Pictures inside a style sheet are refused by the content security policy; the library's are blank anyway. */
function withoutDataImages(css) {
  return css.replace(/[\w-]+:\s*url\("data:[^"]*"\)\s*;?/g, "");
}
