import type { Page } from "@playwright/test";
import { Caller } from "../caller.ts";
import { type Person, expect, fillPassword, look, settled, signIn, signOut, test } from "../hilum.ts";
import { Applicant } from "../people.ts";
import { App, advance, ask } from "../second_factor.ts";

const code = (page: Page) => page.getByLabel("Code from your authenticator app");
const verify = (page: Page) => page.getByRole("button", { name: "Verify", exact: true });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Verify that it is you" });

/** Has an authenticator app, is signed out, and has given the password. */
async function arriving(page: Page, person: Person): Promise<App> {
  await signIn(page, person);
  const app = await App.setUp(page);
  await signOut(page);
  await fillPassword(page, person);
  await expect(page.getByRole("heading", { level: 1, name: "Verify that it is you" })).toBeFocused();
  return app;
}

test("signing in asks for the second step, and a wrong code can be put right", async ({ page, people }) => {
  const app = await arriving(page, people.named("newcomer1"));
  await expect(page.getByRole("group", { name: "Choose your verification method" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main navigation" })).toHaveCount(0);
  await look(page, "second-step");
  await verify(page).click();
  await expect(page.getByText("Enter it first.")).toBeVisible();
  await code(page).fill("000000");
  await verify(page).click();
  await expect(page.getByText("The code is wrong")).toBeVisible();
  await expect(code(page)).toBeFocused();
  await expect(code(page)).toHaveValue("");
  await look(page, "second-step-wrong");
  const right = await app.nextCode();
  await code(page).fill(`${right.slice(0, 3)} ${right.slice(3)}`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeFocused();

  await test.step("the next time the way used last is there at once, the others behind a button", async () => {
    await signOut(page);
    await fillPassword(page, people.named("newcomer1"));
    await expect(code(page)).toBeVisible();
    await expect(page.getByRole("radio")).toHaveCount(0);
    await page.getByRole("button", { name: "Use another method" }).click();
    await page.getByRole("radio", { name: "Recovery code" }).check({ force: true });
    await page.getByLabel("Recovery code", { exact: false }).last().fill(app.recoveryCodes[0]);
    await verify(page).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeFocused();
  });
});

test("five wrong codes stop the sign-in, and it can be started again at any time", async ({ page, people }) => {
  await arriving(page, people.named("newcomer1"));
  await page.getByRole("button", { name: "Start again" }).click();
  await fillPassword(page, people.named("newcomer1"));
  for (let tries = 1; tries <= 5; tries++) {
    await code(page).fill("00000" + tries);
    await verify(page).click();
    if (tries < 5) await expect(code(page)).toHaveValue("");
  }
  await expect(page.getByText(/^Five wrong codes/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await look(page, "tries-used-up");
});

test("an answer that a verification has overtaken neither ends the session nor asks for anything", async ({ arrive, people }) => {
  const page = await arrive(people.named("newcomer1"));
  await settled(page);
  // What was under way with the session's old secret, while another tab was verified.
  await App.setUp(page);
  for (const [status, code] of [
    [403, "step_up_required"],
    [401, "not_signed_in"],
  ] as const) {
    const json = { type: `/problems/${code}`, title: code, status, code };
    await page.route("**/api/v1/me/grants*", (route) => route.fulfill({ status, json }), { times: 1 });
    await page.getByRole("link", { name: "My access" }).first().click();
    await expect(page.getByText("You have not asked for anything yet")).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("link", { name: "Home" }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeFocused();
    await settled(page);
  }
});

test.describe("where two-step verification is demanded", () => {
  test.use({ settings: { HILUM_TRAINING_REQUIRE_TWO_STEP: "true" } });

  async function recap(page: Page, people: { home: string }, person: Person): Promise<Applicant> {
    const caller = await Caller.signIn(people.home, person);
    const { id } = await caller.draft(await caller.place("ERN-RND", "Germany", "DE22"), ["hp"]);
    await signIn(page, person);
    const applicant = new Applicant(page);
    await page.goto(`/requests/${id}/recap`);
    await applicant.expectStep("Step 4 of 4");
    return applicant;
  }

  test("submitting asks for a fresh verification over the page, and sends the same once", async ({ page, people }) => {
    const applicant = await recap(page, people, people.named("newcomer1"));
    await expect(page.getByText("Set up two-step verification before you submit")).toBeVisible();
    await look(page, "recap-without-second-factor");
    const app = await App.setUp(page);
    await page.reload();
    await applicant.expectStep("Step 4 of 4");
    await expect(page.getByText("Set up two-step verification before you submit")).toHaveCount(0);
    await applicant.comment("Neurologist, until the end of the year");
    await advance(page, 11 * 60);
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/submit")) sent.push(request.headers()["idempotency-key"]);
    });
    const submit = page.getByRole("button", { name: "Submit request access" });

    await test.step("Escape gives everything back", async () => {
      await submit.click();
      await expect(dialog(page)).toBeVisible();
      await look(page, "step-up");
      await page.keyboard.press("Escape");
      await expect(dialog(page)).toBeHidden();
      await expect(page.getByLabel("Comments")).toHaveValue("Neurologist, until the end of the year");
    });

    await test.step("a wrong code keeps the dialog, a right one goes on", async () => {
      sent.length = 0;
      await submit.click();
      await code(page).fill("000000");
      await code(page).press("Enter");
      await expect(dialog(page).getByText("The code is wrong")).toBeVisible();
      await code(page).fill(await app.nextCode());
      await code(page).press("Enter");
      await expect(page.getByRole("heading", { level: 1, name: "Your request has been submitted" })).toBeVisible();
      expect(sent).toHaveLength(2);
      expect(sent[0]).toBe(sent[1]);
    });
    const { body } = await ask<{ status: string; comment: string }>(page, "GET", `/api/v1/access-requests/${applicant.requestId}`);
    expect(body).toMatchObject({ status: "submitted", comment: "Neurologist, until the end of the year" });
  });

  test("without a second factor submitting leads to setting one up", async ({ page, people }) => {
    await recap(page, people, people.named("newcomer2"));
    await page.getByRole("button", { name: "Submit request access" }).click();
    const missing = page.getByRole("dialog", { name: "Two-step verification is needed" });
    await expect(missing).toBeVisible();
    await look(page, "second-factor-missing");
    await missing.getByRole("link", { name: "Set up two-step verification" }).click();
    await expect(page).toHaveURL(/\/account\/two-step\?return_to=%2Frequests%2F[0-9a-f-]+%2Frecap$/);
    await expect(missing).toBeHidden();
  });
});

test("the end of the session is told two minutes before, and can be put off", async ({ page, people }) => {
  await page.clock.install();
  await signIn(page, people.named("newcomer1"));
  await settled(page); // each answer tells the page what time it is
  const warning = page.getByRole("dialog", { name: "Are you still there?" });
  await page.clock.fastForward("27:00");
  await expect(warning).toBeHidden();
  await page.clock.fastForward("01:30");
  await expect(warning).toBeVisible();
  await expect(warning.getByRole("button")).toHaveCount(1);
  await expect(warning.getByRole("button", { name: "Stay signed in" })).toBeFocused();
  await look(page, "session-end");
  await page.keyboard.press("Enter");
  await expect(warning).toBeHidden();
  await page.clock.fastForward("31:00");
  await expect(page.getByText(/^Your session has ended/)).toBeVisible();
});

test("another tab's work keeps the session of all", async ({ page, people }) => {
  await page.clock.install();
  await signIn(page, people.named("newcomer1"));
  await settled(page); // each answer tells the page what time it is
  await page.clock.fastForward("27:00");
  await page.evaluate(() => localStorage.setItem("hilum-active", String(Math.floor(Date.now() / 1000))));
  await page.clock.fastForward("02:00");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
});

test("a passkey signs in by itself", async ({ browser, people }) => {
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
  const begun = await ask<{ id: string; options: object }>(page, "POST", "/api/v1/me/factors", { kind: "passkey", label: "Laptop" });
  expect(begun.status).toBe(201);
  const credential = await page.evaluate(
    (options) => (globalThis as unknown as { hilumPasskeys: { create(json: string): Promise<string> } }).hilumPasskeys.create(options),
    JSON.stringify(begun.body.options),
  );
  const path = `/api/v1/me/factors/${begun.body.id}/confirm`;
  expect((await ask(page, "POST", path, { credential: JSON.parse(credential) })).status).toBe(200);
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeVisible();
  const session = await ask<{ assurance: string }>(page, "GET", "/api/v1/session");
  expect(session.body.assurance).toBe("phishing_resistant");

  await test.step("after the password it is the second step", async () => {
    await signOut(page);
    await fillPassword(page, people.named("newcomer1"));
    await page.getByRole("button", { name: "Use your passkey" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeVisible();
  });
  await context.close();
});
