// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of every view at three widths, light and dark, for eyes; for the test: nothing
// is wider than its window, axe-core finds nothing, the console is silent.
import { readFileSync } from "node:fs";
import path from "node:path";
import { check, drop, equal, finish, holds, openBrowser, openPage, PICTURES, ROOT, serve, wanted } from "./browser.mjs";

const axe = wanted("axe-core");
const browser = await openBrowser();
const service = await serve();
const page = await openPage(browser, service.url, { reducedMotion: "reduce" });

async function accessible(where) {
  const { violations } = await page.evaluate(async (source) => {
    if (!window.axe) (0, eval)(source);
    return window.axe.run(document, { resultTypes: ["violations"] });
  }, axe.source);
  equal(violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`).join("\n"), "", `axe on ${where}`);
}

const look = (view) => check(`${view}_at_three_widths_in_light_and_dark`, async () => {
  for (const width of [1280, 820, 360])
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(60);
      await page.screenshot({ path: path.join(PICTURES, `${view}-${width}-${colorScheme}.png`), fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      holds(wide <= width, `${view} is ${wide} px wide in ${width}`);
      if ((width === 1280) === (colorScheme === "light") && width !== 820) await accessible(`${view} at ${width}`);
    }
});

await look("start");
await drop(page, [{ name: "Kênh.csv", text: "Tài khoản;Nền tảng;Người theo dõi;Phí;Ngày tạo;Ghi chú\nmai.an;tiktok;12.400;400;04/03/2024;ổn\ncaphe.dalat;instagram;9.100;1.250;11/02/2023;?\nlan;tiktok;many;;;\n" }]);
await page.locator(".map").waitFor();
await look("review");
await page.reload();
await page.getByText("Try with invented creators").click();
await page.locator(".roster").waitFor();
await look("roster");
await page.locator(".line", { hasText: "evanvancestudio" }).click();
await page.locator(".plot svg").nth(1).waitFor();
await look("creator");
await page.reload();
await page.goto(`${service.url}/#start`);
await drop(page, ["accounts.csv", "actions.csv", "comments.csv"].map((name) => ({ name, text: readFileSync(path.join(ROOT, "datasets/sample", name), "utf8") })));
await page.locator(".roster").waitFor();
await page.getByRole("button", { name: "Look for shared pools" }).click();
await page.locator(".pool").first().waitFor();
await look("pools");
await check("the_console_is_silent", () => equal(page.faults.join("\n"), "", "console"));

await browser.close();
await service.stop();
finish();
