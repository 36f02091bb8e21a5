import { Caller } from "../caller.ts";
import { expect, look, test } from "../hilum.ts";
import { Applicant } from "../people.ts";

test("a network or a country cannot be chosen, and the server refuses it too", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer4");
  const applicant = new Applicant(await arrive(newcomer));
  const { page } = applicant;
  await applicant.begin();
  await applicant.toOrganisations();
  await expect(page.getByRole("radio")).toHaveCount(0);
  await applicant.open("ERN-RND");
  await expect(page.getByRole("radio")).toHaveCount(0);
  await page.getByRole("button", { name: "Step 3: select an access profile" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose a place");
  await look(page, "wizard-2-nothing-chosen");

  const caller = await Caller.signIn(people.home, newcomer);
  const { body } = await caller.call<{ items: { id: string; label: string }[] }>(
    "GET",
    "/api/v1/organisations?application=CPMS&limit=100",
  );
  const network = body.items.find(({ label }) => label.startsWith("ERN-RND"))!;
  const draft = { application: "CPMS", organisation_id: network.id, profiles: ["hp"] };
  const created = await caller.call<{ id: string }>("POST", "/api/v1/access-requests", draft);
  const refused = await caller.call<{ code: string; fields: { field: string; code: string }[] }>(
    "POST",
    `/api/v1/access-requests/${created.body.id}/submit`,
  );
  expect(refused.status).toBe(422);
  expect(refused.body.fields).toContainEqual({ field: "organisation_id", code: "not_requestable" });
});

test("a place is found by its city without accents, with a typo, in the whole tree", async ({ arrive, people }) => {
  const applicant = new Applicant(await arrive(people.named("newcomer4")));
  const { page } = applicant;
  await applicant.begin();
  await applicant.toOrganisations();
  for (const text of ["DE22", "tubingen", "Tübinegn", "allemagne tubingen"]) {
    await page.getByRole("searchbox").fill(text);
    await expect(page.getByRole("radio", { name: /^DE22/ }).first(), text).toBeVisible();
  }
  await look(page, "wizard-2-search");
  await page.getByRole("searchbox").fill("zzzzzzzz");
  await expect(page.getByText("Nothing found for “zzzzzzzz”")).toBeVisible();
  await look(page, "wizard-2-nothing-found");
});

test("a place with a request is marked, and leads to it", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer4");
  const caller = await Caller.signIn(people.home, newcomer);
  const { id } = await caller.submit(await caller.place("ERN-RND", "Germany", "DE03"), ["hp"]);
  const applicant = new Applicant(await arrive(newcomer));
  const { page } = applicant;
  await page.goto("/request-access?application=CPMS");
  const fresh = page.getByRole("button", { name: /Begin a new request/ });
  await expect(fresh.or(page.getByRole("heading", { level: 1, name: /Step 1/ }))).toBeVisible();
  if (await fresh.isVisible()) await fresh.click();
  await applicant.expectStep("Step 1 of 4");
  await applicant.toOrganisations();
  await page.getByRole("searchbox").fill("DE03");
  const radio = page.getByRole("radio", { name: /^DE03/ });
  const entry = page.getByRole("listitem").filter({ has: radio }).filter({ hasText: "(request submitted)" });
  await expect(entry.getByRole("link", { name: "(request submitted)" })).toHaveAttribute("href", `/requests/${id}`);
  await entry.getByRole("radio").check({ force: true });
  await applicant.toProfiles();
  await expect(page.getByRole("checkbox", { name: "HP", exact: true })).toBeDisabled();
  await expect(page.getByText("You have asked for this already.").filter({ visible: true })).toHaveCount(1);
  await look(page, "wizard-3-already-asked");
});

test("a profile that needs another one says so where it bites", async ({ arrive, people }) => {
  const applicant = new Applicant(await arrive(people.named("newcomer1")));
  const { page } = applicant;
  await applicant.begin();
  await applicant.toOrganisations();
  await applicant.open("ERN-RND", "Germany");
  await applicant.choosePlace("DE22");
  await applicant.toProfiles();
  await applicant.chooseProfiles("Coordinator");
  await expect(page.getByText(/Coordinator needs HP as well/)).toBeVisible();
  await look(page, "wizard-3-needs-another");
  await page.getByRole("button", { name: "Add HP" }).click();
  await expect(page.getByRole("checkbox", { name: "HP", exact: true })).toBeChecked();
  await expect(page.getByText(/Coordinator needs HP as well/)).toBeHidden();
  await applicant.toRecap();
  await applicant.submit();
});
