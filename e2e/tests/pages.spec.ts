import { expect, fillSignIn, look, test } from "../hilum.ts";

test("every page for visitors is accessible", async ({ page }) => {
  for (const [path, name] of [
    ["/", "sign-in"],
    ["/privacy", "privacy"],
    ["/support", "support"],
    ["/register", "register"],
    ["/reset", "reset-empty"],
    ["/training/mailbox", "mailbox-of-visitors"],
    ["/no-such-page", "not-found"],
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await look(page, name);
  }
});

test("every page without content or without right says so", async ({ arrive, people }) => {
  const page = await arrive(people.named("auditor1"));
  for (const [path, name, text] of [
    ["/my-access", "my-access-of-the-auditor", "You have not asked for anything yet"],
    ["/preferences", "preferences-without-network", "once you have access to a network"],
    ["/user-data", "user-data", "User data details"],
    ["/decide", "dashboard-not-allowed", "You may not do this."],
    ["/activate", "queue-of-the-auditor", "Nothing waits for activation"],
  ]) {
    await page.goto(path);
    await expect(page.getByText(text).first()).toBeVisible();
    await look(page, name);
  }
});

test("whoever comes signed out gets the page they wanted after signing in", async ({ page, people }) => {
  await page.goto("/decide?country=DE");
  await fillSignIn(page, people.coordinatorOf("ERN-RND"));
  await expect(page.getByRole("heading", { level: 1, name: "Requests to decide" })).toBeVisible();
  await expect(page.getByLabel("Country")).toHaveValue("DE");
});

test("a page whose answer does not come says so and can be tried again", async ({ arrive, people }) => {
  const page = await arrive(people.coordinatorOf("ERN-RND"));
  await page.route("**/api/v1/access-requests?**", (route) => route.abort("connectionfailed"));
  await page.goto("/decide");
  await expect(page.getByText("The portal cannot be reached.").first()).toBeVisible();
  await look(page, "dashboard-failed");
  await page.unroute("**/api/v1/access-requests?**");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("The portal cannot be reached.")).toHaveCount(0);
});
