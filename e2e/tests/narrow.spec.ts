import type { Page } from "@playwright/test";
import { Caller } from "../caller.ts";
import { expect, look, test } from "../hilum.ts";
import { Applicant, Coordinator, Helpdesk } from "../people.ts";
import { App } from "../second_factor.ts";

const phone = { viewport: { width: 360, height: 740 } };

/** The page as a whole; nothing of it, nor of its tables, is beyond the right edge, not even at 400 % (WCAG 1.4.10). */
async function lookNarrow(page: Page, name: string) {
  await look(page, `narrow-${name}`);
  for (const width of [320, 360]) {
    await page.setViewportSize({ ...phone.viewport, width });
    const beyond = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll(".hilum-table")]
        .filter((part) => part.scrollWidth > part.clientWidth)
        .map((part) => part.className || part.tagName),
    );
    expect(beyond, `${name} at ${width} pixels`).toEqual([]);
  }
}

test("everything works on a phone of 360 pixels", async ({ arrive, browser, people }) => {
  const context = await browser.newContext({ baseURL: people.home, ...phone });
  const visitor = await context.newPage();
  await visitor.goto("/");
  await expect(visitor.getByLabel("E-mail address")).toBeVisible();
  await lookNarrow(visitor, "sign-in");
  await context.close();

  const newcomer = people.named("newcomer2");
  const applicant = new Applicant(await arrive(newcomer, phone));
  const { page } = applicant;
  await lookNarrow(page, "home");
  await applicant.begin();
  await lookNarrow(page, "wizard-1");
  await applicant.toOrganisations();
  await lookNarrow(page, "wizard-2-networks");
  await applicant.open("VASCERN", "Italy");
  await page.getByRole("radio").nth(1).check({ force: true });
  await lookNarrow(page, "wizard-2-places");
  await applicant.toProfiles();
  await applicant.chooseProfiles("HP");
  await lookNarrow(page, "wizard-3");
  await applicant.toRecap();
  await lookNarrow(page, "wizard-4");
  await applicant.submit();
  await lookNarrow(page, "receipt");
  const id = applicant.requestId;
  await page.goto(`/requests/${id}`);
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  await lookNarrow(page, "request");

  const coordinator = new Coordinator(await arrive(people.coordinatorOf("VASCERN"), phone));
  await coordinator.openDashboard();
  await lookNarrow(coordinator.page, "dashboard");
  await coordinator.page.getByRole("link", { name: /^Open the request of/ }).click();
  await coordinator.say("Approve", "HP");
  await lookNarrow(coordinator.page, "decision");
  await coordinator.save();

  const helpdesk = new Helpdesk(await arrive(people.named("helpdesk1"), phone));
  await helpdesk.openQueue();
  await helpdesk.search("newcomer2");
  await expect(helpdesk.page).toHaveURL(/q=newcomer2/);
  await lookNarrow(helpdesk.page, "queue");
  await helpdesk.page.getByRole("checkbox", { name: "Select all of this page" }).check({ force: true });
  await helpdesk.activate();
  await expect(helpdesk.page.getByText("1 was activated.")).toBeVisible();

  await page.goto("/my-access");
  await expect(page.getByText("Active", { exact: true }).first()).toBeVisible();
  await lookNarrow(page, "my-access");
  await page.goto("/preferences");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await lookNarrow(page, "preferences");
  await page.goto("/user-data");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await lookNarrow(page, "user-data");
  const { grants } = await (await Caller.signIn(people.home, newcomer)).request(id);
  expect(grants[0].status).toBe("active");
});

test("the account fits on a phone of 360 pixels", async ({ arrive, people }) => {
  const page = await arrive(people.named("newcomer1"), phone);
  await page.goto("/account/two-step");
  await expect(page.getByRole("heading", { name: "Authenticator app" })).toBeVisible();
  await lookNarrow(page, "two-step");
  await page.getByRole("link", { name: "Use an authenticator app" }).click();
  await page.getByRole("button", { name: "Continue to the code" }).click();
  await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  await lookNarrow(page, "two-step-app");
  await page.getByLabel(/^Code/).fill(await (await App.shown(page)).code());
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Keep your recovery codes" })).toBeVisible();
  await lookNarrow(page, "recovery-codes");
  await page.getByRole("button", { name: "I have kept them, continue" }).click();
  await expect(page.getByText("You have 10 recovery codes left.")).toBeVisible();
  await lookNarrow(page, "account");
});
