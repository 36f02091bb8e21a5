// A person without a mouse.
import { type Page, expect } from "@playwright/test";

/** Presses Tab until the focus is on something of that role and name; fails after going round once. */
export async function tabTo(page: Page, role: "button" | "link" | "radio" | "checkbox" | "textbox", name: string | RegExp) {
  const target = page.getByRole(role, { name }).first();
  await expect(target).toBeAttached();
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${role} ${name}`);
}

export async function press(page: Page, role: "button" | "link", name: string | RegExp) {
  await tabTo(page, role, name);
  await page.keyboard.press("Enter");
}
