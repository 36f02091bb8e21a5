import { Caller, mail } from "../caller.ts";
import { expect, look, test } from "../hilum.ts";
import { Coordinator } from "../people.ts";

test("a rejection tells the applicant why", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer2");
  const applicant = await Caller.signIn(people.home, newcomer);
  const { id } = await applicant.submit(await applicant.place("ERN-RND", "Germany", "DE27"), ["researcher"]);

  const coordinator = new Coordinator(await arrive(people.coordinatorOf("ERN-RND")));
  await coordinator.page.goto(`/requests/${id}`);
  await coordinator.say("Reject", "Researcher");
  await test.step("without a reason nothing is saved", async () => {
    await coordinator.decision.getByRole("button", { name: "Reject" }).click();
    await expect(coordinator.page.getByRole("alert")).toBeFocused();
    await look(coordinator.page, "decision-without-a-reason");
  });
  await coordinator.giveReason("Other reason", "Researchers are named by the registry board.");
  await coordinator.save();

  const page = await arrive(newcomer);
  await page.goto(`/requests/${id}`);
  await expect(page.getByText("Researchers are named by the registry board.").first()).toBeVisible();
  await look(page, "request-rejected");
  const told = await mail(people.home, newcomer.email, /has been decided/);
  expect(told.text).toContain("Researchers are named by the registry board.");
});

test("a returned request is changed and submitted again", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer2");
  const applicant = await Caller.signIn(people.home, newcomer);
  const { id } = await applicant.submit(await applicant.place("ERN-RND", "Germany", "DE30"), ["hp"]);

  const coordinator = await arrive(people.coordinatorOf("ERN-RND"));
  await coordinator.goto(`/requests/${id}`);
  await coordinator.getByText("Return it to the applicant instead").click();
  const form = coordinator.locator("details[open]").filter({ hasText: "Nothing is decided." });
  await form.getByLabel("Reason").selectOption({ label: "More information needed" });
  await form.getByLabel("Explanation").fill("Which department?");
  await look(coordinator, "returning");
  await form.getByRole("button", { name: "Return to the applicant" }).click();
  await expect(coordinator.getByText("The request is back with the applicant.")).toBeVisible();

  const page = await arrive(newcomer);
  await page.goto(`/requests/${id}`);
  await expect(page.getByText("Which department?").first()).toBeVisible();
  await look(page, "request-returned");
  await page.getByRole("link", { name: "Change it and submit it again" }).click();
  await page.getByLabel("Comments").fill("Neuropaediatrics");
  await page.getByRole("button", { name: "Submit request access" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your request has been submitted" })).toBeVisible();
  expect((await applicant.request(id)).status).toBe("submitted");
});

test("nobody decides their own request, and their own is marked", async ({ arrive, people }) => {
  const me = people.coordinatorOf("ERN-RND");
  const caller = await Caller.signIn(people.home, me);
  const { id } = await caller.submit(await caller.place("ERN-RND", "Germany", "DE36"), ["hp"]);

  const coordinator = new Coordinator(await arrive(me));
  await coordinator.openDashboard();
  await expect(coordinator.line("Your own request")).toContainText("DE36");
  await look(coordinator.page, "dashboard-with-an-own-request");
  await coordinator.page.goto(`/requests/${id}`);
  await expect(coordinator.page.getByText("This is your own request")).toBeVisible();
  await expect(coordinator.decision).toHaveCount(0);
  await look(coordinator.page, "request-of-ones-own");
});

test("of two decisions at once one wins, and the other is told", async ({ arrive, people }) => {
  const applicant = await Caller.signIn(people.home, people.named("newcomer1"));
  const { id } = await applicant.submit(await applicant.place("ERN-RND", "Germany", "DE22"), ["hp"]);
  const first = new Coordinator(await arrive(people.coordinatorOf("ERN-RND")));
  const second = new Coordinator(await arrive(people.coordinatorOf("ERN-RND")));
  for (const { page } of [first, second]) await page.goto(`/requests/${id}`);
  await second.say("Reject", "HP");
  await second.giveReason("Wrong organisation");
  await first.say("Approve", "HP");
  await first.save();
  await second.decision.getByRole("button", { name: "Reject" }).click();
  await expect(second.page.getByText("Somebody was faster")).toBeVisible();
  await look(second.page, "decision-too-late");
  await second.page.getByRole("button", { name: "Show the newest state" }).click();
  await expect(second.page.getByText("You approved HP")).toBeVisible();
  expect((await applicant.request(id)).grants).toHaveLength(1);
});
