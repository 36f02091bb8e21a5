import { expect, fillPassword, look, test } from "../hilum.ts";

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
