// Sign-in through real identity providers: the certified `oidc-provider`, and `django-cas-server`.
import { type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page, expect, test } from "@playwright/test";
import { type Running, end, freePort, here, start, startHilum } from "../server.ts";

const SECRET = "the secret: of & this client";

test.describe("sign-in through a provider", () => {
  let hilum: Running;
  let openid: string;
  let cas: string;
  const processes: ChildProcess[] = [];
  const folder = mkdtempSync(join(tmpdir(), "hilum-cas-"));

  test.beforeAll(async () => {
    const [port, openidPort, casPort] = await Promise.all([freePort(), freePort(), freePort()]);
    const address = `http://127.0.0.1:${port}`;
    openid = `http://127.0.0.1:${openidPort}`;
    cas = `http://127.0.0.1:${casPort}/cas`;
    const peer = { HILUM: address, CLIENT_SECRET: SECRET };
    processes.push(
      await start("provider-openid", "node", [join(here, "peers/oidc.mjs")], { ...peer, PORT: `${openidPort}` },
        `${openid}/.well-known/openid-configuration`),
      await start("provider-cas", process.env.HILUM_TEST_CAS_PYTHON ?? "python3", [join(here, "peers/cas.py")],
        { ...peer, PORT: `${casPort}`, FOLDER: folder }, `${cas}/login`),
    );
    const providers = `[
      {id = "op", name = "OpenID", kind = "oidc", url = "${openid}", client_id = "hilum", client_secret = "${SECRET}"},
      {id = "cas", name = "CAS", kind = "cas", url = "${cas}", emails_verified = true},
    ]`.replaceAll("\n", " ");
    hilum = await startHilum("providers", { HILUM_PROVIDERS: providers }, address);
  });

  test.afterAll(async () => {
    await Promise.all([hilum?.stop(), ...processes.map(end)]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Leaves for the provider, and comes back as that person. */
  async function throughOpenid(page: Page, name: string, returnTo: string) {
    await page.goto(`${hilum.address}/api/v1/providers/op/sign-in?return_to=${returnTo}`);
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${hilum.address}${returnTo}`);
  }

  async function throughCas(page: Page) {
    await page.goto(`${hilum.address}/api/v1/providers/cas/sign-in?return_to=/privacy`);
    await page.locator("#id_username").fill("clara");
    await page.locator("#id_password").fill("clara's password");
    await page.locator("button[type=submit]").click();
    await page.waitForURL(`${hilum.address}/privacy`);
  }

  async function session(page: Page) {
    const answer = await page.request.get(`${hilum.address}/api/v1/session`);
    return answer.ok() ? await answer.json() : null;
  }

  test("an OpenID provider lets somebody in, as surely as it says, and out again", async ({ page }) => {
    await throughOpenid(page, "anna with two steps", "/privacy");
    const first = await session(page);
    expect(first).toMatchObject({
      user: { email: "anna@klinik.example", first_name: "Anna", last_name: "Provided" },
      assurance: "two_step",
    });

    // Signed in already: the provider asks again, and the person is verified afresh.
    await throughOpenid(page, "anna", "/");
    const second = await session(page);
    expect(second.user.id).toBe(first.user.id);
    expect(second.assurance).toBe("password");
    expect(Date.parse(second.verified_until)).toBeGreaterThan(Date.now() + 8 * 60_000);

    // Leaving the provider is leaving Hilum (back-channel logout).
    await page.goto(`${openid}/session/end`);
    await page.getByRole("button", { name: /yes/i }).click();
    await expect.poll(() => session(page)).toBeNull();
  });

  test("a sign-in begun in one browser cannot be finished in another", async ({ page, request }) => {
    // Mallory stops at the last step and has somebody else take it.
    const callback = `${hilum.address}/api/v1/providers/op/callback`;
    let next = `${hilum.address}/api/v1/providers/op/sign-in`;
    while (!next.startsWith(callback)) {
      const once = { maxRedirects: 0 };
      const answer = next.includes("/interaction/")
        ? await request.post(next, { ...once, form: { name: "mallory" } })
        : await request.get(next, once);
      next = new URL(answer.headers().location, next).href;
    }
    await page.goto(`${hilum.address}/api/v1/providers/op/sign-in`);
    await page.goto(next);
    expect(page.url()).toBe(`${hilum.address}/?sign_in_error=provider_failed`);
    expect(await session(page)).toBeNull();
  });

  test("a CAS server lets somebody in, and out again", async ({ page }) => {
    await throughCas(page);
    expect(await session(page)).toMatchObject({
      user: { email: "clara@klinik.example", first_name: "Clara", last_name: "Ticketed" },
      assurance: "password",
    });
    await page.goto(`${cas}/logout`);
    await expect.poll(() => session(page)).toBeNull();
  });
});
