import { mail } from "../caller.ts";
import { expect, look, signIn, signOut, test } from "../hilum.ts";
import { Applicant, Coordinator, Helpdesk, dayIn } from "../people.ts";

const wish = { network: "ERN-RND", country: "Germany", place: "DE22", profiles: ["HP"] };

test("a newcomer asks, the coordinator approves, the helpdesk activates, and the newcomer becomes an expert", async ({
  arrive,
  people,
}) => {
  const newcomer = people.named("newcomer1");

  const applicant = new Applicant(await arrive(newcomer));
  const { page } = applicant;
  await look(page, "home-of-a-newcomer");
  const name = await page.evaluate(() => document.querySelector(".hilum-header__user")!.textContent!.trim());

  await test.step("the newcomer asks in four steps", async () => {
    await applicant.begin();
    await look(page, "wizard-1-application");
    await applicant.toOrganisations();
    await look(page, "wizard-2-networks");
    await applicant.open(wish.network);
    await look(page, "wizard-2-countries");
    await applicant.open(wish.country);
    await applicant.choosePlace(wish.place);
    await look(page, "wizard-2-places");
    await applicant.toProfiles();
    await applicant.chooseProfiles(...wish.profiles);
    await look(page, "wizard-3-profiles");
    await applicant.toRecap();
    await applicant.comment("Paediatric neurologist");
    await look(page, "wizard-4-recap");
    await applicant.submit();
    await look(page, "receipt");
  });
  const id = applicant.requestId;

  await test.step("the newcomer and the coordinator are told", async () => {
    await mail(people.home, newcomer.email, /has been submitted/);
    await mail(people.home, people.coordinatorOf("ERN-RND").email, /asks for access/);
    await page.goto(`/requests/${id}`);
    await expect(page.getByRole("button", { name: "Withdraw the request" })).toBeVisible();
    await look(page, "request-of-the-applicant");
  });

  await test.step("a coordinator of another network sees nothing of it", async () => {
    const stranger = new Coordinator(await arrive(people.coordinatorOf("ERN-LUNG")));
    await stranger.openDashboard();
    await expect(stranger.line(name)).toHaveCount(0);
    await look(stranger.page, "dashboard-empty");
    await stranger.page.goto(`/requests/${id}`);
    await expect(stranger.page.getByText("This does not exist, or you may not see it.")).toBeVisible();
    await look(stranger.page, "request-not-found");
  });

  const end = dayIn(365);
  await test.step("the coordinator approves until a certain day", async () => {
    const coordinator = new Coordinator(await arrive(people.coordinatorOf("ERN-RND")));
    await coordinator.openDashboard();
    await expect(coordinator.line(name)).toContainText("DE22 - Universitätsklinikum Tübingen");
    await expect(coordinator.line(name)).toContainText("HP");
    await look(coordinator.page, "dashboard");
    await coordinator.openRequestOf(name);
    await look(coordinator.page, "request-of-the-coordinator");
    await coordinator.say("Approve", "HP");
    await coordinator.giveEnd(end);
    await look(coordinator.page, "decision");
    await coordinator.save();
    await look(coordinator.page, "decision-saved");
    await coordinator.openDashboard();
    await expect(coordinator.line(name)).toHaveCount(0);
  });
  await mail(people.home, newcomer.email, /has been decided/);

  await test.step("approval is not access yet", async () => {
    await page.goto("/my-access");
    await expect(page.getByRole("row").filter({ hasText: "Awaiting activation" })).toContainText("DE22");
    await look(page, "my-access-awaiting");
  });

  await test.step("the helpdesk activates", async () => {
    const helpdesk = new Helpdesk(await arrive(people.named("helpdesk1")));
    await helpdesk.openQueue();
    await look(helpdesk.page, "queue");
    await helpdesk.select(name);
    await helpdesk.activate();
    await expect(helpdesk.line(name)).toContainText("Activated");
    await expect(helpdesk.page.getByText("1 was activated.")).toBeVisible();
    await look(helpdesk.page, "queue-activated");
    await helpdesk.page.getByRole("button", { name: "Show what is left" }).click();
    await expect(helpdesk.line(name)).toHaveCount(0);
  });
  await mail(people.home, newcomer.email, /is active/);

  await test.step("at the next sign-in the newcomer is led to role and thematic areas", async () => {
    await signOut(page);
    await signIn(page, newcomer);
    await expect(page.getByRole("heading", { level: 1, name: /ERN Preferences/ })).toBeVisible();
    await look(page, "preferences-first-time");

    const area = (name: RegExp) => page.getByRole("checkbox", { name });
    await area(/None/).check({ force: true });
    await area(/Huntington/).check({ force: true });
    await expect(area(/None/)).not.toBeChecked();
    await page.getByLabel("My professional role").fill("Neurologist");
    await page.getByRole("button", { name: "Update ERN Preferences" }).click();
    await expect(page.getByText("Your preferences are saved.")).toBeVisible();
    await look(page, "preferences-saved");

    await page.reload();
    await expect(area(/Huntington/)).toBeChecked();
    await expect(page.getByLabel("My professional role")).toHaveValue("Neurologist");
  });

  await test.step("everybody can see what came of it", async () => {
    await page.goto("/my-access");
    await expect(page.getByRole("row").filter({ hasText: "DE22" }).first()).toContainText("Active");
    await look(page, "my-access-active");
    await page.goto(`/requests/${id}`);
    await expect(page.getByText(/activated the access as HP/)).toBeVisible();
    await look(page, "request-with-its-history");
    await page.goto("/training/mailbox");
    await page.getByLabel("Recipient").fill(newcomer.email);
    await page.getByRole("button", { name: "Show mails" }).click();
    await expect(page.getByText("3 mails")).toBeVisible();
    await look(page, "mailbox");
  });
});
