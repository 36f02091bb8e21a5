// What every test gets: a running Hilum, the training people, and a way to look at a page.
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContextOptions, type Page, expect, test as base } from "@playwright/test";
import { join } from "node:path";
import { type Settings, artefacts, startHilum } from "./server.ts";

export { expect };

/** Somebody who can sign in. */
export interface Person {
  email: string;
  password: string;
  role: string;
  network: string | null;
}

/** The training people, found by what they are. */
export class People {
  constructor(
    private readonly all: Person[],
    private readonly address: string,
  ) {}

  /** By the part of the address before the @, as in `rndhpuser1`. */
  named(name: string): Person {
    return this.find(name, (person) => person.email.split("@")[0] === name);
  }

  coordinatorOf(network: string): Person {
    return this.find(`coordinator of ${network}`, (p) => p.network === network && p.role === "coordinator");
  }

  /** Everybody of that role, in all networks. */
  in(role: string): Person[] {
    return this.all.filter((person) => person.role === role);
  }

  /** The address of the Hilum they belong to. */
  get home() {
    return this.address;
  }

  private find(what: string, is: (person: Person) => boolean): Person {
    const found = this.all.find(is);
    if (!found) throw new Error(`no training account: ${what}`);
    return found;
  }

  static async of(address: string): Promise<People> {
    const answer = await fetch(`${address}/api/v1/training/accounts`);
    expect(answer.status).toBe(200);
    return new People(((await answer.json()) as { items: Person[] }).items, address);
  }
}

/** Opens a browser of one's own for a person and signs them in through the page. */
export type Arrive = (person: Person, options?: BrowserContextOptions) => Promise<Page>;

interface Fixtures {
  /** How the Hilum of this test is set up, as environment variables: `test.use({ settings: {…} })`. */
  settings: Settings;
  /** The people of a Hilum that was started for this test alone. */
  people: People;
  arrive: Arrive;
}

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  people: async ({ settings }, use, info) => {
    const hilum = await startHilum(info.title.replace(/\W+/g, "-").slice(0, 80), settings);
    await use(await People.of(hilum.address));
    await hilum.stop();
  },
  baseURL: async ({ people }, use) => use(people.home),
  arrive: async ({ browser, people }, use) => {
    const opened: Page[] = [];
    await use(async (person, options = {}) => {
      const context = await browser.newContext({ baseURL: people.home, ...options });
      const page = await context.newPage();
      opened.push(page);
      await signIn(page, person);
      return page;
    });
    await Promise.all(opened.map((page) => page.context().close()));
  },
});

/** Signs in through the form of the front page. */
export async function signIn(page: Page, person: Person) {
  await page.goto("/");
  await fillSignIn(page, person);
}

/** What a person types to sign in; more may be asked of them then. */
export async function fillPassword(page: Page, { email, password }: Pick<Person, "email" | "password">) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs in where the form is shown. */
export async function fillSignIn(page: Page, person: Pick<Person, "email" | "password">) {
  await fillPassword(page, person);
  await expect(page.getByRole("button", { name: "Sign out" })).toBeAttached();
}

/** Leaves; only when the portal knows of it may the page go elsewhere. */
export async function signOut(page: Page) {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
}

/** Waits until everything that the page shows has come: what comes late speaks of a moment before. */
export async function settled(page: Page) {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  // Behind a dialog the act that it asks about is still under way.
  const shown = (await page.locator("dialog[open]").count()) > 0 ? "dialog[open] " : "";
  await expect(page.locator(`${shown}[aria-busy=true]`)).toHaveCount(0);
}

/** Looks at a page as a whole: takes its picture, and fails on anything axe finds. */
export async function look(page: Page, name: string) {
  await settled(page);
  await page.screenshot({ path: join(artefacts, `${name}.png`), fullPage: true, animations: "disabled" });
  // The other mode, for frames of other sites, opens a page of its own for every look.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const findings = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help}\n  ${target.join(" ")}\n  ${html}`),
  );
  expect(findings, `axe on ${name}`).toEqual([]);
}
