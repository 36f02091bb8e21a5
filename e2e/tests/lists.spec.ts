import { Caller } from "../caller.ts";
import { expect, look, test } from "../hilum.ts";
import { Coordinator, Helpdesk } from "../people.ts";

const NETWORK = "ERN-EYE";

test("the dashboard filters and turns its pages by its address", async ({ arrive, people }) => {
  test.slow(); // thirty people ask first
  const askers = people.in("hp").filter((person) => person.network !== NETWORK).slice(0, 30);
  for (const [number, person] of askers.entries()) {
    const caller = await Caller.signIn(people.home, person);
    const place = await caller.place(NETWORK, number % 3 ? "Germany" : "France");
    await caller.submit(place, [number % 2 ? "hp" : "researcher"]);
  }
  const coordinator = new Coordinator(await arrive(people.coordinatorOf(NETWORK)));
  const { page } = coordinator;
  const lines = page.getByRole("link", { name: /^Open the request of/ });
  await coordinator.openDashboard();
  await expect(lines).toHaveCount(25);
  await look(page, "dashboard-full");
  const first = await lines.first().textContent();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page).toHaveURL(/cursor=/);
  await expect(page.getByText("Showing 5 of 30 entries")).toBeVisible();
  await expect(lines.first()).not.toHaveText(first!);
  await page.goBack();
  await expect(page.getByText(/Showing 1 to 25/)).toBeVisible();
  await expect(lines.first()).toHaveText(first!);

  await page.getByLabel("Country").selectOption({ label: "France" });
  await page.getByLabel("Profile").selectOption({ label: "Researcher" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/country=FR/);
  await expect(page.getByText("5 requests", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Country")).toHaveValue("FR");
  await expect(page.getByLabel("Profile")).toHaveValue("researcher");
  await expect(lines).toHaveCount(5);
  await look(page, "dashboard-filtered");

  await page.getByLabel("State").selectOption({ label: "Withdrawn" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("No request fits these filters")).toBeVisible();
  await look(page, "dashboard-nothing-fits");
  await page.getByRole("link", { name: "Clear the filters" }).click();
  await expect(lines).toHaveCount(25);
});

test("one activation that fails does not hold up the others", async ({ arrive, people }) => {
  const decider = await Caller.signIn(people.home, people.coordinatorOf("ERN-LUNG"));
  for (const person of people.in("hp").filter((person) => person.network === "ERN-RND").slice(0, 3)) {
    const caller = await Caller.signIn(people.home, person);
    const { id } = await caller.submit(await caller.place("ERN-LUNG", "Germany"), ["hp"]);
    await decider.approve(await decider.request(id));
  }
  const helpdesk = new Helpdesk(await arrive(people.named("helpdesk1")));
  const { page } = helpdesk;
  await helpdesk.openQueue();
  await helpdesk.search("rndhpuser");
  await expect(page).toHaveURL(/q=rndhpuser/);
  const boxes = page.getByRole("row").getByRole("checkbox");
  await expect(boxes).toHaveCount(3);
  await page.getByRole("checkbox", { name: "Select all of this page" }).check({ force: true });
  await expect(page.getByText("3 selected")).toBeVisible();
  await look(page, "queue-selected");

  // Somebody else activates the second one at this very moment.
  const second = (await boxes.nth(1).getAttribute("id"))!.replace("select-", "");
  const colleague = await Caller.signIn(people.home, people.named("helpdesk1"));
  expect((await colleague.call("POST", `/api/v1/grants/${second}/activate`)).status).toBe(200);

  await helpdesk.activate();
  await expect(page.getByText("2 were activated, 1 could not be: see the list below.")).toBeVisible();
  await expect(page.getByRole("row").nth(2)).toContainText("Not activated");
  await look(page, "queue-one-failed");
  await page.getByRole("button", { name: "Show what is left" }).click();
  await expect(page.getByText("Nothing that waits fits this search")).toBeVisible();
  await look(page, "queue-nothing-found");
});
