// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the README's picture of the page anew, after a change of the page, of the model or
// of the invented creators:
//
//   npm run picture                       by ../../build/release/bin/assay
//   npm run picture -- PROGRAM [FILE]     by another build, into another file
//
// PROGRAM is an `assay` with this page in it. Needs Debian's Chromium and `npm ci`.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const [program = path.join(HERE, "../../build/release/bin/assay"), file = path.join(HERE, "page.png")] = process.argv.slice(2);
if (!existsSync(program)) {
  console.error(`${program} is not there: build it, or name another: npm run picture -- PROGRAM`);
  process.exit(1);
}
/* what the tests of the page share takes its program from here */
process.argv.splice(2, Infinity, path.resolve(program), path.dirname(path.resolve(file)));
const { openBrowser, openPage, serve } = await import("../../tests/web/browser.mjs");

const browser = await openBrowser();
const service = await serve();
const page = await openPage(browser, service.url, { viewport: { width: 1000, height: 760 }, colorScheme: "light" });
await page.getByText("Try with invented creators").click();
await page.locator(".roster").waitFor();
await page.evaluate(() => document.activeElement?.blur());
await page.waitForTimeout(300); /* what moves has come to rest */
await page.screenshot({ path: file });
await browser.close();
await service.stop();
console.log(`${file}: by ${program}`);
process.exit(0);
