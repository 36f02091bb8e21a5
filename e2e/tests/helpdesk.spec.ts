import { expect, fillPassword, look, test } from "../hilum.ts";
import { ask } from "../second_factor.ts";

test("the helpdesk finds a person by their support code, suspends and unlocks", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer1");
  const person = await arrive(newcomer);
  await person.goto("/account");
  await person.getByRole("button", { name: "Get a support code" }).click();
  const spelled = person.getByText(/^([0-9A-Z] )+[0-9A-Z]$/);
  await expect(spelled).toBeVisible();

  const helpdesk = await arrive(people.named("helpdesk1"));
  await helpdesk.getByRole("link", { name: "Help people" }).click();
  await look(helpdesk, "accounts");
  await helpdesk.getByLabel("Support code").fill(await spelled.innerText());
  await helpdesk.getByRole("button", { name: "Find the account" }).click();
  await expect(helpdesk.getByText(newcomer.email)).toBeVisible();
  await look(helpdesk, "account-of-person");

  await helpdesk.getByLabel("Reason").fill("Left the hospital");
  await helpdesk.getByRole("button", { name: "Suspend the account" }).click();
  await expect(helpdesk.getByText("Reason: Left the hospital")).toBeVisible();
  await person.getByRole("link", { name: "My access" }).first().click();
  await expect(person.getByText(/^Your session has ended/)).toBeVisible();
  await fillPassword(person, newcomer);
  await expect(person.getByText("Your account is suspended.")).toBeVisible();

  await helpdesk.getByLabel("Reason").fill("Came back");
  await helpdesk.getByRole("button", { name: "Unlock the account" }).click();
  await expect(helpdesk.getByText("Reason: Came back")).toBeVisible();
  await fillPassword(person, newcomer);
  await expect(person.getByRole("button", { name: "Sign out" })).toBeVisible();

  const auditor = await arrive(people.named("auditor1"));
  await auditor.getByRole("link", { name: "Data views" }).click();
  await expect(auditor.getByRole("row").filter({ hasText: newcomer.email })).not.toHaveCount(0);
  await look(auditor, "data-views");
});

test("messages that were given up are listed, and sent again", async ({ arrive, people }) => {
  // In training every mail arrives: the answers are made here.
  const page = await arrive(people.named("helpdesk1"));
  const { body: me } = await ask<{ id: string }>(page, "GET", "/api/v1/me");
  const moment = "2026-11-20T08:00:00Z";
  const message = { id: me.id, kind: "account_mail", about: "password_reset", account: me.id, attempts: 14 };
  let items: object[] = [{ ...message, created_at: moment, given_up_at: moment, last_error: "550 5.1.1 no such user" }];
  await page.route("**/api/v1/deliveries?**", (route) => {
    expect(new URL(route.request().url()).searchParams.get("status")).toBe("given_up");
    return route.fulfill({ json: { items, total: items.length, from: 1, next: null, prev: null } });
  });
  await page.route(`**/api/v1/deliveries/${message.id}/retry`, (route) => {
    items = [];
    return route.fulfill({ status: 204 });
  });
  await page.goto("/activate");
  await page.getByRole("link", { name: "Messages that were not delivered" }).click();
  await expect(page.getByRole("row").filter({ hasText: "550 5.1.1 no such user" })).toContainText("Mail about an account");
  await look(page, "deliveries");
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, "narrow-deliveries");
  await page.getByRole("button", { name: /^Send again: the message of/ }).click();
  await expect(page.getByText("It is on its way again.")).toBeVisible();
  await expect(page.getByText("Everything has been delivered.")).toBeVisible();
});
