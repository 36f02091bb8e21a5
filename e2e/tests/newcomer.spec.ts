import { expect, look, test } from "../hilum.ts";
import { heading, press, requestAccess, tabTo } from "../keyboard.ts";
import { App, linkInMail, recoveryCodes } from "../second_factor.ts";

const zoe = { email: "zoe.mueller@klinik.example", password: "zwölf Boxkämpfer jagen" };

// As in real life: who has no second factor submits nothing (R15).
test.use({ settings: { HILUM_TRAINING_REQUIRE_TWO_STEP: "true" } });

test("a newcomer makes an account, sets up a second factor, asks, loses the phone and comes back, by keyboard alone", async ({
  page,
}) => {
  const signIn = async () => {
    await tabTo(page, "textbox", "E-mail address");
    await page.keyboard.type(zoe.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(zoe.password);
    await page.keyboard.press("Enter");
  };
  const connect = async (name: string) => {
    await press(page, "link", "Use an authenticator app");
    await heading(page, "Name the device with your app");
    await tabTo(page, "textbox", "Name of the device");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await heading(page, "Connect the app");
    const app = await App.shown(page);
    await tabTo(page, "textbox", "Code");
    await page.keyboard.type(await app.code());
    await page.keyboard.press("Enter");
    return app;
  };

  await test.step("registers and confirms", async () => {
    await page.goto("/");
    await press(page, "link", "Create an account");
    await heading(page, "Create an account");
    await tabTo(page, "textbox", "First name");
    for (const text of ["Zoë", "Müller", zoe.email, zoe.email]) {
      await page.keyboard.type(text);
      await page.keyboard.press("Tab");
    }
    await tabTo(page, "checkbox", "I have read the privacy statement");
    await page.keyboard.press("Space");
    await press(page, "button", "Create an account");
    await expect(page.getByText(`We have sent a mail to ${zoe.email}.`)).toBeVisible();
    await page.goto(await linkInMail(page, zoe.email, "Confirm your e-mail address"));
    await tabTo(page, "textbox", "New password");
    await page.keyboard.type(zoe.password);
    await page.keyboard.press("Enter");
    await expect(page.getByText("Your account is ready.", { exact: true })).toBeVisible();
  });

  let codes: string[] = [];
  await test.step("is led to two-step verification at the first sign-in", async () => {
    await press(page, "link", "Sign in");
    await signIn();
    await expect(page.getByRole("heading", { level: 1, name: "Set up two-step verification" })).toBeVisible();
    await connect("Phone");
    await heading(page, "Keep your recovery codes");
    codes = await recoveryCodes(page);
    await press(page, "button", "I have kept them, continue");
    await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeVisible();
  });

  await test.step("asks for access to what demands two steps", async () => {
    await requestAccess(page);
    await press(page, "button", "Sign out");
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  });

  await test.step("comes back without the phone", async () => {
    await page.goto("/");
    await signIn();
    await expect(page.getByText("Choose your verification method")).toBeVisible();
    await tabTo(page, "radio", "Authenticator app");
    await page.keyboard.press("ArrowDown");
    await tabTo(page, "textbox", /Recovery code/);
    await page.keyboard.type(codes[0]);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeVisible();
    await look(page, "home-after-recovery");
  });

  await test.step("takes another phone in the place of the lost one", async () => {
    await press(page, "link", "My account");
    await press(page, "link", "Add another way");
    await connect("New phone");
    await heading(page, "My account");
    await press(page, "button", "Remove Phone");
    await press(page, "button", /^Remove$/);
    await expect(page.getByRole("button", { name: "Remove Phone" })).toHaveCount(0);
    await expect(page.getByText("You have 9 recovery codes left.")).toBeVisible();
  });
});
