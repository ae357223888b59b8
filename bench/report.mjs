// SPDX-License-Identifier: GPL-3.0-or-later
// The report of a large roster as a browser opens it: bytes, nodes, milliseconds from the
// request to the load event in Debian's Chromium, the median with its 90 % bootstrap interval,
// and how much of them is the main thread's own work.
//
//     node bench/report.mjs BUILD_DIR [--accounts N] [--write]      (before: cd tools/web && npm ci)
//
// --write puts the rows into bench/report.csv. Every opening is in a browser of its own, as when
// a file is opened from a folder; starting the browser does not count.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const { chromium } = createRequire(join(HERE, "../tools/web/package.json"))("playwright-core");
const build = process.argv[2];
const flag = process.argv.indexOf("--accounts");
const ACCOUNTS = flag > 0 ? Number(process.argv[flag + 1]) : 1000, OPENINGS = 15, RESAMPLES = 2000;
const rows = [["figure", "value", "low", "high", "unit", "target"]];

function run(...words) {
  const done = spawnSync(join(build, "bin/assay"), words, { stdio: ["ignore", "ignore", "inherit"] });
  if (done.status !== 0) throw new Error(`assay ${words.join(" ")}: ${done.status}`);
}

function row(figure, value, unit, target = "", low = "", high = "") {
  rows.push([figure, value, low, high, unit, target].map(String));
  console.log(figure.padEnd(58), String(value).padStart(10), unit.padEnd(6), low === "" ? "" : `[${low}, ${high}]`, target);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/* Resampled with numbers that are the same in every run (Park & Miller 1988). */
function interval(values) {
  let seed = 1;
  const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const medians = Array.from({ length: RESAMPLES }, () => median(values.map(() => values[Math.floor(next() * values.length)])));
  medians.sort((a, b) => a - b);
  return [medians[Math.floor(0.05 * RESAMPLES)], medians[Math.floor(0.95 * RESAMPLES)]];
}

async function open(path) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const session = await page.context().newCDPSession(page);
  await page.goto("about:blank");
  await session.send("Performance.setTimeDomain", { timeDomain: "threadTicks" });
  await session.send("Performance.enable");
  const measured = async () => Object.fromEntries((await session.send("Performance.getMetrics")).metrics.map((m) => [m.name, m.value]));
  const before = await measured(), began = performance.now();
  await page.goto(pathToFileURL(resolve(path)).href, { waitUntil: "load" });
  const ms = performance.now() - began, after = await measured();
  await browser.close();
  return { ms, work: 1000 * (after.TaskDuration - before.TaskDuration), nodes: after.Nodes };
}

const folder = mkdtempSync(join(tmpdir(), "assay-report-"));
try {
  run("simulate", "--accounts", String(ACCOUNTS), "--out", join(folder, "in"), "--quiet");
  run("audit", join(folder, "in"), "--out", join(folder, "out"), "--fdr", "0.1", "--quiet");
  const report = join(folder, "out/report.html");
  const text = readFileSync(report, "utf8");
  row("measured on", new Date().toISOString().slice(0, 10), "");
  row("programs that wanted a core at the start (load)", loadavg()[0].toFixed(2), "", `< ${availableParallelism() / 2}`);
  row(`report of ${ACCOUNTS} creators`, (statSync(report).size / 1e6).toFixed(2), "MB", "<= 15");
  row("elements", (text.match(/<[a-z]/g) ?? []).length, "");
  const seen = [];
  for (let i = 0; i < OPENINGS; i++) seen.push(await open(report));
  row("nodes in the browser", seen[0].nodes, "");
  for (const [figure, key, target] of [["until it is loaded", "ms", "<= 2000"], ["work of the browser's main thread", "work", ""]]) {
    const values = seen.map((each) => each[key]), [low, high] = interval(values);
    row(figure, median(values).toFixed(0), "ms", target, low.toFixed(0), high.toFixed(0));
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (process.argv.includes("--write"))
  writeFileSync(join(HERE, "report.csv"), rows.map((r) => r.map((c) => (/[",]/.test(c) ? `"${c}"` : c)).join(",") + "\n").join(""));
