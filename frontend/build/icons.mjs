import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** One file with the icons that styles/icons.txt names, each a <symbol> under its name. */
export async function drawSprite(frontend) {
  const names = (await readFile(join(frontend, "styles/icons.txt"), "utf8"))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
  const folder = join(frontend, "node_modules/@ecl/preset-eu/dist/images/icons/svg/all");
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(join(folder, `${name}.svg`), "utf8").catch(() => {
        throw new Error(`styles/icons.txt: the library has no icon "${name}"`);
      });
      const [, viewBox, drawing] = svg.match(/<svg[^>]*viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/);
      return `<symbol id="${name}" viewBox="${viewBox}">${drawing.trim()}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}
