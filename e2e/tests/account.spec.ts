import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { expect, fillPassword, look, signIn, signOut, test } from "../hilum.ts";
import { press, tabTo } from "../keyboard.ts";
import { App, ask, recoveryCodes } from "../second_factor.ts";

const title = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
const welcome = (page: Page) => page.getByRole("heading", { level: 1, name: /^Welcome/ });

/** From the name of the device to the codes on the screen. */
async function connectApp(page: Page, name: string): Promise<App> {
  await page.getByLabel("Name of the device").fill(name);
  await page.getByRole("button", { name: "Continue to the code" }).click();
  await expect(title(page, "Connect the app")).toBeFocused();
  const app = await App.shown(page);
  await page.getByLabel(/^Code/).fill(await app.code());
  await page.getByRole("button", { name: "Confirm" }).click();
  return app;
}

test("two-step verification is set up with the keyboard alone, and leads back", async ({ arrive, people }) => {
  const page = await arrive(people.named("newcomer1"));
  await page.goto("/account/two-step?return_to=/my-access");
  await expect(title(page, "Set up two-step verification")).toBeVisible();
  await look(page, "two-step");
  await press(page, "link", "Use an authenticator app");
  await expect(title(page, "Name the device with your app")).toBeFocused();
  await look(page, "two-step-name");
  await tabTo(page, "textbox", "Name of the device");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Work phone");
  await page.keyboard.press("Enter");
  await expect(title(page, "Connect the app")).toBeFocused();
  await expect(page.getByRole("link", { name: "Open in the app on this device" })).toHaveAttribute("href", /^otpauth:/);
  await look(page, "two-step-app");
  const app = await App.shown(page);

  await tabTo(page, "textbox", "Code");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The code is wrong")).toBeVisible();
  await expect(page.getByLabel(/^Code/)).toHaveValue("000000");
  await tabTo(page, "textbox", "Code");
  await page.keyboard.press("Control+A");
  const code = await app.code();
  await page.keyboard.type(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.keyboard.press("Enter");

  await expect(title(page, "Keep your recovery codes")).toBeFocused();
  const codes = await recoveryCodes(page);
  expect(new Set(codes).size).toBe(10);
  await look(page, "recovery-codes");
  const download = page.waitForEvent("download");
  await press(page, "button", "Download as text");
  const file = await readFile(await (await download).path(), "utf8");
  for (const code of codes) expect(file).toContain(code);
  await press(page, "button", "I have kept them, continue");
  await expect(page).toHaveURL(/\/my-access$/);
});

test("who comes from elsewhere is never led there", async ({ arrive, people }) => {
  const page = await arrive(people.named("newcomer1"));
  await page.goto("/account/two-step/totp?return_to=//evil.example/");
  await connectApp(page, "Phone");
  await page.getByRole("button", { name: "I have kept them, continue" }).click();
  await expect(title(page, "My account")).toBeVisible();
});

test("after losing the phone a recovery code lets in, and another phone takes its place", async ({ arrive, people }) => {
  const person = people.named("newcomer1");
  const page = await arrive(person);
  await page.goto("/account/two-step/totp");
  await connectApp(page, "Lost phone");
  await expect(title(page, "Keep your recovery codes")).toBeFocused();
  const codes = await recoveryCodes(page);
  await page.getByRole("button", { name: "I have kept them, continue" }).click();
  await expect(page.getByText("You have 10 recovery codes left.")).toBeVisible();
  await signOut(page);

  await fillPassword(page, person);
  await page.getByRole("radio", { name: "Recovery code" }).check({ force: true });
  await page.getByLabel("Recovery code", { exact: false }).last().fill(codes[0]);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(welcome(page)).toBeVisible();

  await page.getByRole("link", { name: "My account" }).click();
  await expect(page.getByText("You have 9 recovery codes left.")).toBeVisible();
  await look(page, "account");
  await page.getByRole("link", { name: "Add another way" }).click();
  await page.getByRole("link", { name: "Use an authenticator app" }).click();
  await connectApp(page, "New phone");
  // There are codes already: nothing to keep.
  await expect(title(page, "My account")).toBeVisible();

  await page.getByRole("button", { name: "Remove Lost phone" }).click();
  const asked = page.getByRole("dialog", { name: "Remove “Lost phone”?" });
  await expect(asked).toBeVisible();
  await look(page, "account-remove");
  await asked.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("button", { name: "Remove Lost phone" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Two-step verification" })).toBeFocused();

  await page.getByRole("button", { name: "Rename New phone" }).click();
  await expect(page.getByLabel("New name of “New phone”")).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Telephone");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Rename Telephone" })).toBeVisible();

  await page.getByRole("button", { name: "Make new recovery codes" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make new recovery codes" }).click();
  const fresh = await recoveryCodes(page);
  expect(fresh.filter((code) => codes.includes(code))).toEqual([]);
  await page.getByRole("button", { name: "I have kept them, continue" }).click();
  await expect(page.getByText("You have 10 recovery codes left.")).toBeVisible();
});

test("a passkey is set up and signs in", async ({ browser, people }) => {
  // Passkeys are bound to a name, and an IP address is none.
  const context = await browser.newContext({ baseURL: people.home.replace("127.0.0.1", "localhost") });
  const page = await context.newPage();
  const devices = await context.newCDPSession(page);
  await devices.send("WebAuthn.enable");
  await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signIn(page, people.named("newcomer1"));
  await page.goto("/account/two-step");
  await page.getByRole("link", { name: "Use a passkey" }).click();
  await expect(page.getByLabel("Name of the device")).toHaveValue(/on Linux$/);
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await expect(title(page, "Keep your recovery codes")).toBeVisible();
  await page.getByRole("button", { name: "I have kept them, continue" }).click();
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(welcome(page)).toBeVisible();
  await context.close();
});

test("another session is ended, and that browser is out", async ({ arrive, people }) => {
  const person = people.named("newcomer1");
  const [here, there] = [await arrive(person), await arrive(person)];
  await here.goto("/account");
  await expect(here.getByText("This one")).toBeVisible();
  await here.getByRole("button", { name: /^End the session of/ }).click();
  await here.getByRole("dialog").getByRole("button", { name: "End" }).click();
  await expect(here.getByRole("button", { name: /^End the session of/ })).toHaveCount(0);
  await there.getByRole("link", { name: "My access" }).first().click();
  await expect(there.getByText(/^Your session has ended/)).toBeVisible();
});

test("the password is changed, and only the new one lets in", async ({ arrive, people }) => {
  const person = people.named("newcomer1");
  const page = await arrive(person);
  await page.goto("/account");
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByRole("alert")).toContainText("at least 12");
  await expect(page.getByLabel("New password")).toHaveValue("short");
  const fresh = "zwölf Boxkämpfer jagen";
  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password").fill(fresh);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByRole("alert")).toContainText("This is not your current password.");
  await page.getByLabel("Current password").fill(person.password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("The password is changed.")).toBeVisible();
  await signOut(page);
  await fillPassword(page, person);
  await expect(page.getByText("The e-mail address or the password is wrong.")).toBeVisible();
  await fillPassword(page, { email: person.email, password: fresh });
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
});

test("in an emergency the account is locked, and nobody signs in any more", async ({ arrive, people }) => {
  const person = people.named("newcomer1");
  const page = await arrive(person);
  await page.goto("/account");
  await page.getByRole("button", { name: "PANIC: lock my account" }).click();
  const asked = page.getByRole("dialog", { name: "Lock your account now?" });
  await expect(asked).toBeVisible();
  await look(page, "account-panic");
  await asked.getByRole("button", { name: "Lock it now" }).click();
  await expect(title(page, "Your account is locked")).toBeVisible();
  await look(page, "account-locked");
  await page.goto("/");
  await fillPassword(page, person);
  await expect(page.getByText("Your account is locked.")).toBeVisible();
});

test("a person corrects their own data", async ({ arrive, people }) => {
  const page = await arrive(people.named("newcomer1"));
  await page.goto("/user-data");
  await page.getByLabel("Last name").fill("d’Angelo");
  await page.getByLabel("Telephone").fill("+32 475 12 34 56");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Your data is saved.")).toBeVisible();
  await look(page, "user-data");
  const { body } = await ask<{ last_name: string; phone: string }>(page, "GET", "/api/v1/me");
  expect(body).toMatchObject({ last_name: "d’Angelo", phone: "+32475123456" });
  await page.getByLabel("Telephone").fill("");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("definition").filter({ hasText: /^None$/ })).toBeVisible();
});

test("who closes their account types its address first, and is gone", async ({ arrive, people }) => {
  const person = people.named("newcomer1");
  const page = await arrive(person);
  await page.goto("/account");
  await page.getByRole("link", { name: "Close my account" }).click();
  await expect(page.getByRole("heading", { name: "Close and erase your account" })).toBeFocused();
  await page.getByText("Close my account", { exact: true }).click();
  const close = page.getByRole("button", { name: "Close and erase my account" });
  const address = page.getByLabel("Type your e-mail address");
  await address.fill("somebody@else.example");
  await close.click();
  await expect(page.getByText("This is not the address of your account.")).toBeVisible();
  await expect(address).toBeFocused();
  await look(page, "user-data-close");
  await address.fill(person.email.toUpperCase());
  await page.getByRole("checkbox", { name: "Also remove what others wrote about me" }).check({ force: true });
  const sent = page.waitForRequest((request) => request.method() === "DELETE");
  await close.click();
  expect(new URL((await sent).url()).search).toBe("?redact=true");
  await expect(title(page, "Your account is closed")).toBeVisible();
  await look(page, "account-closed");
  await page.goto("/");
  await fillPassword(page, person);
  await expect(page.getByText("The e-mail address or the password is wrong.")).toBeVisible();
});

test("the last coordinator of a network is told why they cannot go", async ({ arrive, people }) => {
  const person = people.coordinatorOf("ERN-RND");
  const page = await arrive(person);
  await page.goto("/user-data");
  await page.getByText("Close my account", { exact: true }).click();
  await page.getByLabel("Type your e-mail address").fill(person.email);
  await page.getByRole("button", { name: "Close and erase my account" }).click();
  await expect(page.getByText("A network would be left without a coordinator.")).toBeVisible();
  await look(page, "user-data-blocked");
});
