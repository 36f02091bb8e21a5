import { Caller, mail } from "../caller.ts";
import { expect, look, test } from "../hilum.ts";
import { Applicant, Coordinator } from "../people.ts";

test("somebody who is no member asks as a guest, for 90 days at most, and the access ends by itself", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer3");
  const applicant = new Applicant(await arrive(newcomer));
  const { page } = applicant;
  await applicant.begin();
  await applicant.toOrganisations();
  await applicant.open("EURO-NMD", "Italy");
  await applicant.choosePlace("0000");
  await applicant.toProfiles();
  await expect(page.getByRole("checkbox", { name: "HP", exact: true })).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: "Guest", exact: true })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Guest with Virtual Centre" })).not.toBeChecked();
  await applicant.chooseProfiles("Guest");
  await look(page, "wizard-3-profiles-of-guests");
  await applicant.toRecap();
  await applicant.submit();

  const coordinator = new Coordinator(await arrive(people.coordinatorOf("EURO-NMD")));
  await coordinator.page.goto(`/requests/${applicant.requestId}`);
  await coordinator.say("Approve", "Guest");
  await look(coordinator.page, "decision-about-a-guest");
  await coordinator.save();

  const { grants } = await (await Caller.signIn(people.home, newcomer)).request(applicant.requestId);
  const days = (Date.parse(grants[0].valid_until!) - Date.now()) / (24 * 60 * 60 * 1000);
  expect(days).toBeGreaterThan(89);
  expect(days).toBeLessThanOrEqual(90);

  const helpdesk = await Caller.signIn(people.home, people.named("helpdesk1"));
  expect((await helpdesk.call("POST", `/api/v1/grants/${grants[0].id}/activate`)).status).toBe(200);
  await page.goto("/training/mailbox");
  await page.getByRole("button", { name: "90 days on" }).click();
  await mail(people.home, newcomer.email, /has ended/);
  const later = await arrive(newcomer);
  await later.goto("/my-access");
  await expect(later.getByRole("row").filter({ hasText: "Guest" }).first()).toContainText("Ended");
  await look(later, "my-access-ended");
});
