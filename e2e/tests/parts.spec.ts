import { expect, look, test } from "../hilum.ts";

test("a part of the program that cannot be fetched says so and can be tried again", async ({ arrive, people }) => {
  const page = await arrive(people.named("newcomer1"));
  await page.route("**/assets/own-*.wasm", (route) => route.abort("connectionfailed"));
  await page.getByRole("link", { name: "My access" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "This page could not be loaded" })).toBeVisible();
  await look(page, "part-failed");
  await page.unroute("**/assets/own-*.wasm");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("You have not asked for anything yet")).toBeVisible();
});

test("who only signs in does not fetch what they do not open", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  expect(fetched.filter((path) => path.endsWith(".wasm"))).toHaveLength(1);
});
