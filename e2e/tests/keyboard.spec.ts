import { Caller } from "../caller.ts";
import { expect, test } from "../hilum.ts";
import { heading, press, requestAccess, tabTo } from "../keyboard.ts";

test("everybody gets through with the keyboard alone", async ({ browser, people }) => {
  const context = await browser.newContext({ baseURL: people.home });
  const page = await context.newPage();
  const signIn = async (name: string) => {
    const person = people.named(name);
    await page.goto("/");
    await tabTo(page, "textbox", "E-mail address");
    await page.keyboard.type(person.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(person.password);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  };
  const signOut = async () => {
    await press(page, "button", "Sign out");
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  };

  await test.step("the skip link leads past the navigation", async () => {
    await signIn("newcomer3");
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.locator("main")).toBeFocused();
  });

  await test.step("a request in four steps", async () => {
    await requestAccess(page);
    await signOut();
  });

  const applicant = await Caller.signIn(people.home, people.named("newcomer3"));
  const { id } = (await applicant.mine()).find(({ status }) => status === "submitted")!;

  await test.step("the decision", async () => {
    await signIn(people.coordinatorOf("ERN-RND").email.split("@")[0]);
    await press(page, "link", "Decide");
    await heading(page, /Requests to decide/);
    await tabTo(page, "link", /^Open the request of .*/);
    await page.goto(`/requests/${id}`);
    await expect(page.getByRole("heading", { name: "Your decision" })).toBeVisible();
    await tabTo(page, "radio", "Approve");
    await page.keyboard.press("Space");
    await press(page, "button", "Approve");
    await expect(page.getByText("Your decision is saved.")).toBeVisible();
    await signOut();
  });

  await test.step("the activation", async () => {
    await signIn("helpdesk1");
    await press(page, "link", "Activate");
    await heading(page, /Access to activate/);
    await tabTo(page, "checkbox", "Select all of this page");
    await page.keyboard.press("Space");
    await press(page, "button", "Activate the selected");
    await expect(page.getByText(/activated\./)).toBeVisible();
  });
  expect((await applicant.request(id)).grants[0].status).toBe("active");
  await context.close();
});
