// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the page share: a service of their own on a free port, Debian's
// Chromium, and a list of steps that is run to its end and counted.
//
// Packages come from tools/web/node_modules; without them or without Chromium a test ends
// with 77, which ctest knows as skipped.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.join(HERE, "..", "..");
export const require = createRequire(path.join(ROOT, "tools/web/package.json"));
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const [program, out] = process.argv.slice(2);
export const PICTURES = out ?? path.join(ROOT, "build/web");

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

/** A page package, or the test ends as skipped. */
export function wanted(name) {
  try {
    return require(name);
  } catch {
    return skip(`the npm package ${name} is not installed (cd tools/web && npm ci)`);
  }
}

/** `assay serve` on a port the system chooses. */
export async function serve(...flags) {
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", ...flags], { stdio: ["ignore", "ignore", "pipe"] });
  const lines = readline.createInterface({ input: child.stderr });
  const url = await new Promise((done, fail) => {
    lines.on("line", (line) => line.includes('"event":"listening"') && done(JSON.parse(line).message));
    child.on("exit", (code) => fail(new Error(`assay serve ended with ${code}`)));
  });
  return {
    url, child,
    stop: () => new Promise((done) => {
      child.on("exit", done);
      child.kill("SIGTERM");
    }),
  };
}

export async function openBrowser() {
  const { chromium } = wanted("playwright-core");
  if (!existsSync(CHROMIUM)) skip(`${CHROMIUM} is not installed`);
  mkdirSync(PICTURES, { recursive: true });
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page that keeps what went wrong on it. `expected`: console lines that are wanted. */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(100_000); /* sanitizers on a busy machine */
  page.faults = [];
  page.expected = [];
  const note = (text) => page.expected.some((e) => text.includes(e)) || page.faults.push(text);
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && note(m.text()));
  page.on("pageerror", (e) => note(String(e)));
  page.on("dialog", (d) => d.accept()); /* the page asks before it is left */
  await page.goto(url);
  await page.locator("h1").waitFor();
  return page;
}

let failures = 0, count = 0;

/** Runs a step whose name says what is true. */
export async function check(name, run) {
  count += 1;
  const begun = performance.now();
  try {
    await run();
    console.log(`ok   ${name} (${Math.round(performance.now() - begun)} ms)`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL ${name}\n     ${String(error.stack ?? error).replaceAll("\n", "\n     ")}`);
  }
}

export function finish() {
  console.log(`${count - failures} of ${count} hold`);
  process.exit(failures > 0 ? 1 : 0);
}

/** Drops files, given as {name, text} or {name, bytes}, as a hand would. */
export async function drop(page, files) {
  const packed = files.map(({ name, text, bytes }) => ({ name, base64: Buffer.from(bytes ?? text).toString("base64") }));
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, packed);
  await page.locator(".drop").first().dispatchEvent("drop", { dataTransfer: transfer });
}

export function equal(found, wanted_, what = "") {
  if (found !== wanted_) throw new Error(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted_)}`);
}

export function holds(truth, what) {
  if (!truth) throw new Error(what);
}
