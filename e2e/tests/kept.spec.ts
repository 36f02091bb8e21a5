import { Caller } from "../caller.ts";
import { expect, fillSignIn, look, settled, test } from "../hilum.ts";
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
  // The page's own clock stands still: it tries again by itself only when the test lets time pass.
  await page.clock.install();
  await page.goto(`/requests/${id}/recap`);
  await settled(page);
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 60_000));
  const path = `**/access-requests/${id}`;
  const type = async (comment: string) => {
    await page.route(path, (route) =>
      route.request().method() === "PATCH" ? route.abort("connectionfailed") : route.continue(),
    );
    await page.getByLabel("Comments").fill(comment);
    await page.clock.runFor(1_000);
    await expect(page.getByText("Not saved yet")).toBeVisible();
  };
  const saved = async (comment: string) => {
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    const { body } = await caller.call<{ comment: string }>("GET", `/api/v1/access-requests/${id}`);
    expect(body.comment).toBe(comment);
  };

  await test.step("when the person says so", async () => {
    await type("Pneumologist");
    await page.unroute(path);
    await page.getByRole("button", { name: "Save now" }).click();
    await saved("Pneumologist");
  });

  await test.step("by itself, and the button stays under the hand that reaches for it", async () => {
    await type("Pneumologist in Hannover");
    const button = (await page.getByRole("button", { name: "Save now" }).elementHandle())!;
    const lost = page.waitForEvent("requestfailed");
    await page.clock.runFor(2_000);
    await lost;
    await expect(page.getByText("Not saved yet")).toBeVisible();
    expect(await button.evaluate((element) => element.isConnected)).toBe(true);
    await page.unroute(path);
    await page.clock.runFor(5_000);
    await saved("Pneumologist in Hannover");
  });

  await type("Pneumologist in Hannover, until the end of the year");
  await page.clock.resume();
  await look(page, "wizard-4-not-saved");
});

test("a session that ends in the middle loses nothing", async ({ arrive, people }) => {
  const newcomer = people.named("newcomer5");
  const caller = await Caller.signIn(people.home, newcomer);
  const { id } = await caller.draft(await caller.place("ERN-LUNG", "Germany"), ["hp"]);
  const page = await arrive(newcomer);
  await page.goto(`/requests/${id}/recap`);
  // The next thing the page says is what the person types.
  await expect(page.getByRole("button", { name: "Submit request access" })).toBeVisible();
  await settled(page);
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
