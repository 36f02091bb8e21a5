import { expect, fillPassword, fillSignIn, look, signOut, test } from "../hilum.ts";
import { press, tabTo } from "../keyboard.ts";
import { App, advance, linkInMail } from "../second_factor.ts";
import type { Page } from "@playwright/test";

const zoe = { email: "zoe.mueller@klinik.example", password: "zwölf Boxkämpfer jagen" };

async function register(page: Page, email: string) {
  await page.goto("/register");
  await page.getByLabel("First name").fill("Zoë");
  await page.getByLabel("Last name").fill("Müller");
  await page.getByRole("textbox", { name: "E-mail", exact: true }).fill(email);
  await page.getByLabel("Confirm e-mail").fill(email);
  await page.getByRole("checkbox", { name: "I have read the privacy statement" }).check({ force: true });
  await page.getByRole("button", { name: "Create an account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your mail" })).toBeVisible();
}

async function confirm(page: Page, password: string) {
  await page.goto(await linkInMail(page, zoe.email, "Confirm your e-mail address"));
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Save the password" }).click();
}

test("a new user registers with the keyboard alone and signs in", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await press(page, "link", "Create an account");
  await expect(page.getByRole("heading", { level: 1, name: "Create an account" })).toBeFocused();

  await test.step("what is missing is said all at once, and nothing is lost", async () => {
    await tabTo(page, "textbox", "First name");
    await page.keyboard.type("Zoë");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toBeFocused();
    await expect(page.getByRole("alert")).toContainText("There are 4 problems");
    await look(page, "register-with-faults");
    await press(page, "link", "Last name: Fill this in.");
    await expect(page.getByLabel("Last name")).toBeFocused();
    await expect(page.getByLabel("First name")).toHaveValue("Zoë");
  });

  await test.step("the form", async () => {
    for (const text of ["Müller", zoe.email, zoe.email]) {
      await page.keyboard.type(text);
      await page.keyboard.press("Tab");
    }
    await expect(page.getByLabel("E-mail language")).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await press(page, "button", "Create an account");
    await expect(page.getByText(`We have sent a mail to ${zoe.email}.`)).toBeVisible();
    await look(page, "register-sent");
  });

  await test.step("the link and the password", async () => {
    await page.goto(await linkInMail(page, zoe.email, "Confirm your e-mail address"));
    await expect(page.getByText("At least 12 characters")).toBeVisible();
    await tabTo(page, "textbox", "New password");
    await page.keyboard.type("zwölf Boxk");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toContainText("at least 12");
    await tabTo(page, "button", "Show the password");
    await page.keyboard.press("Space");
    await expect(page.getByLabel("New password")).toHaveValue("zwölf Boxk");
    await expect(page.getByLabel("New password")).toHaveAttribute("type", "text");
    await look(page, "register-confirm");
    await page.getByLabel("New password").focus();
    await page.keyboard.press("End");
    await page.keyboard.type(zoe.password.slice("zwölf Boxk".length));
    await page.keyboard.press("Enter");
    await expect(page.getByText("Your account is ready.", { exact: true })).toBeVisible();
    await look(page, "register-done");
  });

  await test.step("the first sign-in leads on to two-step verification", async () => {
    await press(page, "link", "Sign in");
    await expect(page).toHaveURL(/\/account\/two-step\?return_to=%2F$/);
    await tabTo(page, "textbox", "E-mail address");
    await page.keyboard.type(zoe.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(zoe.password);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  });
});

test("a password that is easily guessed is refused, and an address that is known gets the same answer", async ({ page }) => {
  await register(page, zoe.email);
  await confirm(page, "password1234");
  await expect(page.getByText(/first to be guessed/).first()).toBeVisible();
  await confirm(page, zoe.password);
  await expect(page.getByText("Your account is ready.", { exact: true })).toBeVisible();
  await register(page, zoe.email);
  await expect(page.getByText(`We have sent a mail to ${zoe.email}.`)).toBeVisible();
  await page.getByRole("button", { name: "Correct the address and send again" }).click();
  await expect(page.getByRole("textbox", { name: "E-mail", exact: true })).toHaveValue(zoe.email);
});

test("a link that was used or is too old says what to do", async ({ page }) => {
  await register(page, zoe.email);
  const link = await linkInMail(page, zoe.email, "Confirm your e-mail address");
  await advance(page, 25 * 60 * 60);
  await page.goto(link);
  await page.getByLabel("New password").fill(zoe.password);
  await page.getByRole("button", { name: "Save the password" }).click();
  await expect(page.getByText("This link does not work any more")).toBeVisible();
  await look(page, "register-expired");
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create an account" })).toBeVisible();
  for (const [path, button, asksForPassword] of [
    ["/reset/confirm?token=x", "Save the password", true],
    ["/email/confirm?token=x", "Confirm the address", false],
  ] as const) {
    await page.goto(path);
    if (asksForPassword) await page.getByLabel("New password").fill(zoe.password);
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByText("This link does not work any more")).toBeVisible();
    await look(page, `expired${path.split("/")[1]}`);
  }
});

test("a lost password is set anew, and the second step stays", async ({ page }) => {
  await register(page, zoe.email);
  await confirm(page, zoe.password);
  // Before that there is no account to sign in to.
  await expect(page.getByText("Your account is ready.", { exact: true })).toBeVisible();
  await page.goto("/");
  await fillSignIn(page, zoe);
  const app = await App.setUp(page);
  await signOut(page);

  await page.getByRole("link", { name: "Lost your password?" }).click();
  await page.getByRole("textbox", { name: "E-mail", exact: true }).fill(zoe.email);
  await look(page, "reset");
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText(/a mail is on its way/)).toBeVisible();
  await look(page, "reset-sent");
  await page.goto(await linkInMail(page, zoe.email, "Choose a new password"));
  await page.getByLabel("New password").fill("neunzehn blaue Störche");
  await page.getByRole("button", { name: "Save the password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await page.getByRole("link", { name: "Sign in" }).click();
  await fillPassword(page, { ...zoe, password: "neunzehn blaue Störche" });
  await page.getByLabel("Code from your authenticator app").fill(await app.nextCode());
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
});

test("connecting a provider asks to sign in the way one did before", async ({ page, people }) => {
  await page.goto("/link?token=x");
  await expect(page.getByText("This address already has an account")).toBeVisible();
  await look(page, "link");
  await fillSignIn(page, people.named("newcomer1"));
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText(/does not work any more|does not exist/).first()).toBeVisible();
});
