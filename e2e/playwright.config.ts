import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  forbidOnly: !!process.env.CI,
  // A test that passes at the second try has found something; it is not hidden.
  retries: 0,
  workers: 2,
  // Limits for what hangs, no measure of speed: the machine may be doing other things.
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Brussels",
    viewport: { width: 1280, height: 900 },
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    // A film of every test costs a third of its time; the snapshots of what was done tell enough.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      // The browser's own download is not used: the distribution's is the one that gets its security updates.
      executablePath: process.env.HILUM_TEST_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
