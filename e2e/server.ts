// The real program, started for the tests: nothing of it is imitated.
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const artefacts = join(here, "artefacts");
const binary = resolve(here, process.env.HILUM_BIN ?? "../target/debug/hilum");

/** A Hilum that answers at `address`. */
export interface Running {
  address: string;
  stop(): Promise<void>;
}

export type Settings = Record<string, string>;

/** A port nobody listens at now. Below those that connections leave from: one of them could take it before the program does. */
export async function freePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  const probe = createServer();
  const free = await new Promise<boolean>((told) => {
    probe.once("error", () => told(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => told(true)));
  });
  return free ? port : freePort();
}

/** Starts a program, keeps what it says in artefacts/<name>.log, and waits until `ready` answers 200. */
export async function start(name: string, program: string, args: string[], env: NodeJS.ProcessEnv, ready: string) {
  mkdirSync(artefacts, { recursive: true });
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const log = createWriteStream(join(artefacts, `${name}.log`));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}; see e2e/artefacts/${name}.log`)));
  });
  failed.catch(() => {}); // an end after readiness is what `stop` asks for
  await Promise.race([failed, answers(ready)]);
  return child;
}

/** Asks a process to end and waits until it has. */
export async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
}

/** A Hilum in training mode on a database of its own, in its data folder unless the settings say otherwise. */
export async function startHilum(name: string, settings: Settings = {}, at?: string): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), "hilum-e2e-"));
  const address = at ?? `http://127.0.0.1:${await freePort()}`;
  const child = await start(
    name,
    binary,
    ["serve", "--training", "--listen", address.replace("http://", ""), "--data-dir", folder],
    { HILUM_DRAIN_SECONDS: "0", ...settings },
    `${address}/health/ready`,
  );
  return {
    address,
    async stop() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const ready = await fetch(url).then((answer) => answer.ok, () => false);
    if (ready) return;
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`${url} did not answer within a minute`);
}
