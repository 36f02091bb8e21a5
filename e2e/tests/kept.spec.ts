import { Caller } from "../caller.ts";
import { expect, fillSignIn, look, test } from "../hilum.ts";
import { Applicant } from "../people.ts";

test("a reload in the middle of the wizard loses nothing", async ({ arrive, people }) => {
  const applicant = new Applicant(await arrive(people.named("newcomer5")));
  const { page } = applicant;
  await applicant.begin();
  await applicant.toOrganisations();
  await applicant.open("ERN-SKIN", "France");
  await page.getByRole("radio").nth(1).check({ force: true });
  const label = (await page.getByText("You have chosen").textContent())!.split(": ")[1];
  await page.reload();
  await expect(page.getByRole("radio").nth(1)).toBeChecked();
  await expect(page.getByText("You have chosen")).toContainText(label);
  await applicant.toProfiles();
  await applicant.chooseProfiles("HP");
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "HP", exact: true })).toBeChecked();
  await applicant.toRecap();
  // Reloaded before the pause after which typed text is saved: the browser keeps it.
  await applicant.comment("Dermatologist");
  await page.reload();
  await expect(page.getByLabel("Comments")).toHaveValue("Dermatologist");
  await page.goto("/my-access");
  await expect(page.getByRole("row").filter({ hasText: "Draft" })).toContainText(label.split(" › ").at(-1)!.trim());
  await look(page, "my-access-with-a-draft");
});

test("what the network lost on its way is sent again", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer5");
  const caller = await Caller.signIn(people.home, newcomer);
  const { id } = await caller.draft(await caller.place("ERN-LUNG", "Germany"), ["hp"]);
  const page = await arrive(newcomer);
  await page.goto(`/requests/${id}/recap`);
  await page.route(`**/access-requests/${id}`, (route) =>
    route.request().method() === "PATCH" ? route.abort("connectionfailed") : route.continue(),
  );
  await page.getByLabel("Comments").fill("Pneumologist");
  await expect(page.getByText("Not saved yet")).toBeVisible();
  await look(page, "wizard-4-not-saved");
  await page.unroute(`**/access-requests/${id}`);
  await page.getByRole("button", { name: "Save now" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const { body } = await caller.call<{ comment: string }>("GET", `/api/v1/access-requests/${id}`);
  expect(body.comment).toBe("Pneumologist");
});

test("a session that ends in the middle loses nothing", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer5");
  const caller = await Caller.signIn(people.home, newcomer);
  const { id } = await caller.draft(await caller.place("ERN-LUNG", "Germany"), ["hp"]);
  const page = await arrive(newcomer);
  await page.goto(`/requests/${id}/recap`);
  await expect(page.getByLabel("Comments")).toBeVisible();
  // Everything the page asked for has come: the next thing it says is what the person types.
  await page.waitForLoadState("networkidle");
  await page.context().clearCookies();
  await page.getByLabel("Comments").fill("Written for nobody?");
  await fillSignIn(page, newcomer);
  await expect(page).toHaveURL(new RegExp(`/requests/${id}/recap`));
  await expect(page.getByLabel("Comments")).toHaveValue("Written for nobody?");
  await page.getByRole("button", { name: "Submit request access" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your request has been submitted" })).toBeVisible();
  const { body } = await caller.call<{ comment: string }>("GET", `/api/v1/access-requests/${id}`);
  expect(body.comment).toBe("Written for nobody?");
});

test("a double click on submit makes one request", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer5");
  const caller = await Caller.signIn(people.home, newcomer);
  const { id } = await caller.draft(await caller.place("ERN-EYE", "Germany"), ["hp"]);
  const before = (await caller.mine()).filter(({ status }) => status === "submitted").length;
  const page = await arrive(newcomer);
  const submissions: number[] = [];
  page.on("response", (answer) => {
    if (answer.url().endsWith("/submit")) submissions.push(answer.status());
  });
  await page.goto(`/requests/${id}/recap`);
  await page.getByRole("button", { name: "Submit request access" }).dblclick();
  await expect(page.getByRole("heading", { level: 1, name: "Your request has been submitted" })).toBeVisible();
  expect(submissions).toEqual([200]);
  expect((await caller.mine()).filter(({ status }) => status === "submitted")).toHaveLength(before + 1);
});

test("the error summary leads to what is missing", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer5");
  const caller = await Caller.signIn(people.home, newcomer);
  const { body } = await caller.call<{ id: string }>("POST", "/api/v1/access-requests", {});
  const page = await arrive(newcomer);
  await page.goto(`/requests/${body.id}/application`);
  await page.getByRole("button", { name: "Step 2: select an organisation" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await look(page, "wizard-1-nothing-chosen");
  await summary.getByRole("link").click();
  await expect(page.locator("#application")).toBeFocused();

  await page.goto(`/requests/${body.id}/recap`);
  await page.getByRole("button", { name: "Submit request access" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(3);
  await look(page, "wizard-4-faults");
  await page.getByRole("alert").getByRole("link", { name: /Organisation/ }).click();
  await expect(page).toHaveURL(new RegExp(`/requests/${body.id}/organisation`));
});

test("the sign-in form says what is missing, and what is wrong without saying which", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(2);
  await look(page, "sign-in-with-faults");
  await page.getByRole("alert").getByRole("link").first().click();
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await page.getByLabel("E-mail address").fill("nobody@training.example");
  await page.getByLabel(/^Password/).fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("The e-mail address or the password is wrong.")).toBeVisible();
  await look(page, "sign-in-refused");
});
