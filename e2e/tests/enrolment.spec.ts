import { expect, fillPassword, look, settled, signOut, test } from "../hilum.ts";
import { App, recoveryCodes } from "../second_factor.ts";

test.use({ settings: { HILUM_TRAINING_REQUIRE_TWO_STEP: "true" } });

const wishes = [
  { name: "helpdesk1", wanted: "/activate?q=nobody", title: "Access to activate" },
  { name: "auditor1", wanted: "/data-views", title: "Who looked at whose data" },
  { name: "admin1", wanted: "/", title: /^Welcome/ },
];

for (const { name, wanted, title } of wishes) {
  test(`${name} sets up a second factor before anything else, and then gets the page that was wanted (R15)`, async ({
    page,
    people,
  }) => {
    const setUp = page.getByRole("heading", { level: 1, name: "Set up two-step verification" });
    const navigation = page.getByRole("navigation", { name: "Main navigation" });
    await page.goto(wanted);
    await fillPassword(page, people.named(name));
    await expect(setUp).toBeFocused();
    await expect(page).toHaveURL(`/account/two-step?return_to=${encodeURIComponent(wanted)}`);
    await expect(page.getByText("nothing else is open to you before")).toBeVisible();
    await expect(navigation).toHaveCount(0);
    await look(page, `enrolment-of-${name}`);
    await page.setViewportSize({ width: 360, height: 740 });
    await look(page, `narrow-enrolment-of-${name}`);

    await test.step("every other page leads back, and one can leave", async () => {
      await page.goto("/user-data");
      await expect(page).toHaveURL(/\/account\/two-step\?return_to=%2Fuser-data$/);
      await settled(page);
      await signOut(page);
    });

    await page.goto(wanted);
    await fillPassword(page, people.named(name));
    await page.getByRole("link", { name: "Use an authenticator app" }).click();
    await page.getByRole("button", { name: "Continue to the code" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Connect the app" })).toBeFocused();
    await page.getByLabel(/^Code/).fill(await (await App.shown(page)).code());
    await page.getByRole("button", { name: "Confirm" }).click();
    await recoveryCodes(page);
    await page.getByRole("button", { name: "I have kept them, continue" }).click();
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(page).toHaveURL(wanted);
    await expect(navigation).toBeVisible();
  });
}
