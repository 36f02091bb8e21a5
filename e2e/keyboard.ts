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

/** Waits for a page of that heading, which takes the focus. */
export async function heading(page: Page, name: string | RegExp) {
  await expect(page.getByRole("heading", { level: 1, name })).toBeFocused();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

/** All four steps, to the receipt: HP at the first provider of ERN-RND in Germany. */
export async function requestAccess(page: Page) {
  await press(page, "link", "Request access");
  const fresh = page.getByRole("button", { name: /Begin a new request/ });
  const first = page.getByRole("heading", { level: 1, name: /Step 1 of 4/ });
  await expect(fresh.or(first)).toBeVisible();
  if (await fresh.isVisible()) await press(page, "button", /Begin a new request/);
  await expect(first).toBeVisible();
  await tabTo(page, "radio", /Clinical Patient Management System|^CPMS/);
  await page.keyboard.press("Space");
  await press(page, "button", "Step 2: select an organisation");
  await heading(page, /Step 2 of 4/);
  await press(page, "link", /^Open ERN-RND/);
  await expect(page.getByRole("heading", { name: /in ERN-RND/ })).toBeFocused();
  await press(page, "link", /^Open Germany/);
  await expect(page.getByRole("heading", { name: /in Germany/ })).toBeFocused();
  await tabTo(page, "radio", /^0000/);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio").nth(1)).toBeChecked();
  await press(page, "button", "Step 3: select an access profile");
  await heading(page, /Step 3 of 4/);
  await tabTo(page, "checkbox", "HP");
  await page.keyboard.press("Space");
  await press(page, "button", "Step 4: check and submit");
  await heading(page, /Step 4 of 4/);
  await tabTo(page, "textbox", "Comments");
  await page.keyboard.type("Only by keyboard");
  await press(page, "button", "Submit request access");
  await heading(page, /Your request has been submitted/);
}
