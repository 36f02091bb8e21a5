import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The Fluent messages of the page as one text per language: `[language, text]`. */
export async function gatherWords(frontend) {
  const locales = join(frontend, "../crates/words/locales");
  const languages = (await readdir(locales)).sort();
  return Promise.all(
    languages.map(async (language) => {
      const folder = join(locales, language, "page");
      const names = (await readdir(folder)).filter((name) => name.endsWith(".ftl")).sort();
      const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
      return [language, texts.join("\n").replace(/^#.*\n/gm, "")];
    }),
  );
}
