import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { People, expect, signIn, test } from "../hilum.ts";
import { Applicant, Coordinator } from "../people.ts";
import { end, freePort, here, start, startHilum } from "../server.ts";

// Set by `cargo xtask test`; without it this test fails rather than prove nothing.
const postgres = process.env.HILUM_TEST_POSTGRES_URL;

test("two nodes on one PostgreSQL are one Hilum, also when one of them goes", async ({ browser }) => {
  expect(postgres, "HILUM_TEST_POSTGRES_URL").toBeTruthy();
  const database = newDatabase(postgres!);
  const folder = mkdtempSync(join(tmpdir(), "hilum-nginx-"));
  const address = `127.0.0.1:${await freePort()}`;
  // At once, on an empty database: one prepares it, the other waits.
  const settings = { HILUM_DATABASE_URL: database, HILUM_DRAIN_SECONDS: "1" };
  const [first, second] = await Promise.all([startHilum("node-1", settings), startHilum("node-2", settings)]);
  const nginx = await start(
    "nginx",
    "/usr/sbin/nginx",
    ["-c", proxyConfiguration(folder, address, first.address, second.address), "-p", folder, "-e", "stderr"],
    {},
    `http://${address}/health/ready`,
  );
  try {
    const people = await People.of(`http://${address}`);
    const newcomer = people.named("newcomer1");
    const context = await browser.newContext({ baseURL: people.home });
    const page = await context.newPage();
    await signIn(page, newcomer);
    const applicant = new Applicant(page);
    await applicant.request({ network: "ERN-RND", country: "Germany", place: "DE22", profiles: ["HP"] });

    // What one node wrote, the other knows at once, sessions included (R10).
    for (const node of [first, second]) {
      const direct = await browser.newContext({ baseURL: node.address, storageState: await context.storageState() });
      const there = await direct.newPage();
      await there.goto(`/requests/${applicant.requestId}`);
      await expect(there.getByRole("button", { name: "Withdraw the request" })).toBeVisible();
      await direct.close();
    }

    await first.stop();
    const others = await browser.newContext({ baseURL: people.home });
    const coordinator = new Coordinator(await others.newPage());
    await signIn(coordinator.page, people.coordinatorOf("ERN-RND"));
    await coordinator.page.goto(`/requests/${applicant.requestId}`);
    await coordinator.say("Approve", "HP");
    await coordinator.save();
    await page.goto("/my-access");
    await expect(page.getByText("Awaiting activation").first()).toBeVisible();
    await others.close();
    await context.close();
  } finally {
    await end(nginx);
    await Promise.all([first.stop(), second.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A fresh database on that server. */
function newDatabase(server: string): string {
  const name = `hilum_e2e_${process.pid}_${Date.now()}`;
  execFileSync("psql", [server, "--quiet", "--command", `create database ${name}`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

/** The proxy's configuration of deploy/, filled in as docker-compose.yml fills it in. */
function proxyConfiguration(folder: string, address: string, ...nodes: string[]): string {
  const bare = nodes.map((node) => node.replace("http://", ""));
  const values: Record<string, string> = { HILUM_LISTEN: address, HILUM_NODE_1: bare[0], HILUM_NODE_2: bare[1] };
  const template = readFileSync(resolve(here, "../deploy/nginx.conf"), "utf8");
  const server = template.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name]);
  const path = join(folder, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  writeFileSync(
    path,
    `daemon off;\npid ${folder}/pid;\nevents {}\nhttp {\naccess_log off;\n${temporary.join("\n")}\n${server}\n}\n`,
  );
  return path;
}
