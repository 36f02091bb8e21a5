// What people hold besides their password, and what reaches them by mail.
import { type Page, expect } from "@playwright/test";
import { createHmac } from "node:crypto";

/** The code an authenticator app shows at that moment (RFC 6238): SHA-1, six digits, 30 seconds. */
export function totp(secret: string, at: Date): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Sends what the page of the person would send, with their cookie. */
export async function ask<T>(page: Page, method: "GET" | "POST" | "DELETE", path: string, data?: object) {
  const answer = await page.request.fetch(path, { method, data, headers: { "X-Requested-With": "hilum" } });
  const text = await answer.text();
  return { status: answer.status(), body: (text ? JSON.parse(text) : undefined) as T };
}

/** Moves the clock of the training environment. */
export async function advance(page: Page, seconds: number) {
  expect((await ask(page, "POST", "/api/v1/training/clock", { advance_seconds: seconds })).status).toBe(200);
}

/** An authenticator app on somebody's telephone. */
export class App {
  private constructor(
    private readonly page: Page,
    private readonly secret: string,
    readonly recoveryCodes: string[],
  ) {}

  /** Set up for whoever is signed in on that page. */
  static async setUp(page: Page): Promise<App> {
    const begun = await ask<{ id: string; secret: string }>(page, "POST", "/api/v1/me/factors", { kind: "totp", label: "Telephone" });
    expect(begun.status).toBe(201);
    const { id, secret } = begun.body;
    const code = await new App(page, secret, []).code();
    const done = await ask<{ recovery_codes: string[] }>(page, "POST", `/api/v1/me/factors/${id}/confirm`, { code });
    expect(done.status).toBe(200);
    return new App(page, secret, done.body.recovery_codes);
  }

  /** Connected by what the page shows to whoever sets it up. */
  static async shown(page: Page): Promise<App> {
    const secret = (await page.getByRole("group", { name: "Or type this key into the app:" }).innerText()).replace(/\s/g, "");
    return new App(page, secret, []);
  }

  /** What it shows now: the telephone's clock goes with the training clock. */
  async code(): Promise<string> {
    const { body } = await ask<{ now: string }>(this.page, "GET", "/api/v1/training/clock");
    return totp(this.secret, new Date(body.now));
  }

  /** What it shows next: each code counts once. */
  async nextCode(): Promise<string> {
    await advance(this.page, 31);
    return this.code();
  }
}

/** The ten recovery codes, once they are shown. */
export async function recoveryCodes(page: Page): Promise<string[]> {
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  return codes.allInnerTexts();
}

/** The path of the link in the newest mail to that address with those words in its subject, once it is there. */
export async function linkInMail(page: Page, to: string, subject: string): Promise<string> {
  let link: string | undefined;
  await expect(async () => {
    const path = `/api/v1/training/mailbox?to=${encodeURIComponent(to)}`;
    const { body } = await ask<{ items: { subject: string; text: string }[] }>(page, "GET", path);
    const mail = body.items.find((mail) => mail.subject.includes(subject));
    link = mail?.text.match(/https?:\/\/[^/\s]+(\/\S*token=\S+)/)?.[1];
    expect(link, `a link in "${subject}" to ${to}`).toBeDefined();
  }).toPass({ timeout: 60_000 });
  return link!;
}
