// What people do, in their own words: one class per role, one method per thing they set out to do.
import { type Page, expect } from "@playwright/test";

/** Where and what somebody wants to be. Labels as they stand on the screen. */
export interface Wish {
  network: string;
  country: string;
  place: string;
  profiles: string[];
}

export class Applicant {
  constructor(readonly page: Page) {}

  /** Comes by the link on the login page of CPMS, which has chosen the application already. */
  async begin() {
    await this.page.goto("/request-access?application=CPMS");
    await this.expectStep("Step 1 of 4");
    await expect(this.page.getByRole("radio", { name: /Clinical Patient Management System|^CPMS/ })).toBeChecked();
  }

  async toOrganisations() {
    await this.page.getByRole("button", { name: "Step 2: select an organisation" }).click();
    await this.expectStep("Step 2 of 4");
  }

  /** Opens network and country, one level at a time. */
  async open(...names: string[]) {
    for (const name of names) {
      await this.page.getByRole("link", { name: new RegExp(`^Open ${name}`) }).click();
      await expect(this.page.getByRole("heading", { name: new RegExp(`in ${name}`) })).toBeFocused();
    }
  }

  async choosePlace(label: string) {
    await this.page.getByRole("radio", { name: new RegExp(`^${label}`) }).check({ force: true });
    await expect(this.page.getByText("You have chosen")).toContainText(label);
  }

  async toProfiles() {
    await this.page.getByRole("button", { name: "Step 3: select an access profile" }).click();
    await this.expectStep("Step 3 of 4");
  }

  async chooseProfiles(...names: string[]) {
    for (const name of names) {
      await this.page.getByRole("checkbox", { name, exact: true }).check({ force: true });
    }
  }

  async toRecap() {
    await this.page.getByRole("button", { name: "Step 4: check and submit" }).click();
    await this.expectStep("Step 4 of 4");
  }

  async comment(text: string) {
    await this.page.getByLabel("Comments").fill(text);
  }

  async submit() {
    await this.page.getByRole("button", { name: "Submit request access" }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: "Your request has been submitted" })).toBeVisible();
  }

  /** All four steps; ends on the receipt. */
  async request({ network, country, place, profiles }: Wish) {
    await this.begin();
    await this.toOrganisations();
    await this.open(network, country);
    await this.choosePlace(place);
    await this.toProfiles();
    await this.chooseProfiles(...profiles);
    await this.toRecap();
    await this.submit();
  }

  /** The id of the request that the address names. */
  get requestId(): string {
    return this.page.url().match(/\/requests\/([0-9a-f-]{36})/)![1];
  }

  async expectStep(heading: string) {
    await expect(this.page.getByRole("heading", { level: 1, name: new RegExp(heading) })).toBeVisible();
    await expect(this.page.locator("[aria-busy=true]")).toHaveCount(0);
  }
}

export class Coordinator {
  constructor(readonly page: Page) {}

  async openDashboard() {
    await this.page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Decide" }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: "Requests to decide" })).toBeVisible();
    await expect(this.page.locator("[aria-busy=true]")).toHaveCount(0);
  }

  /** The line of the dashboard about that person. */
  line(name: string) {
    return this.page.getByRole("row").filter({ hasText: name });
  }

  async openRequestOf(name: string) {
    await this.page.getByRole("link", { name: `Open the request of ${name}` }).click();
    await expect(this.page.getByRole("heading", { name: "Your decision" })).toBeVisible();
  }

  /** Says yes or no to one profile; nothing is sent before `save`. */
  async say(verdict: "Approve" | "Reject", profile: string) {
    const item = this.page.getByRole("group", { name: `Decision on ${profile}` });
    await item.getByRole("radio", { name: verdict }).check({ force: true });
  }

  async giveReason(reason: string, text?: string) {
    await this.decision.getByLabel(/^Reason/).first().selectOption({ label: reason });
    if (text) await this.decision.getByLabel(/^Explanation/).first().fill(text);
  }

  async giveEnd(day: string) {
    await this.page.getByLabel("End date of what you approve").fill(day);
  }

  get decision() {
    return this.page.getByRole("region", { name: "Your decision" });
  }

  async save() {
    await this.decision.getByRole("button", { name: /^(Approve|Reject|Save the decision)$/ }).click();
    await expect(this.page.getByText("Your decision is saved.")).toBeVisible();
  }
}

export class Helpdesk {
  constructor(readonly page: Page) {}

  async openQueue() {
    await this.page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Activate" }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: "Access to activate" })).toBeVisible();
    await expect(this.page.locator("[aria-busy=true]")).toHaveCount(0);
  }

  async search(text: string) {
    await this.page.getByLabel("Name, mail address or organisation").fill(text);
    await this.page.getByRole("button", { name: "Search", exact: true }).click();
  }

  line(name: string) {
    return this.page.getByRole("row").filter({ hasText: name });
  }

  async select(name: string) {
    await this.line(name).getByRole("checkbox").check({ force: true });
  }

  async activate() {
    await this.page.getByRole("button", { name: "Activate the selected" }).click();
  }
}

/** A day so many days from now, as a date field takes it. */
export function dayIn(days: number): string {
  const day = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  return day.toISOString().slice(0, 10);
}
