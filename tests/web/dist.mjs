// SPDX-License-Identifier: GPL-3.0-or-later
// The committed page is what its sources make, and stays small.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { check, finish, holds, ROOT, wanted } from "./browser.mjs";

const WEB = path.join(ROOT, "tools/web");
/* The page itself, and the invented creators that are fetched when they are asked for. */
const MOST_BYTES = { page: 80 * 1024, sample: 85 * 1024 };

await check("the_page_is_small", () => {
  const sums = { page: 0, sample: 0 };
  for (const file of readdirSync(path.join(WEB, "dist")))
    sums[file === "sample.txt" ? "sample" : "page"] += gzipSync(readFileSync(path.join(WEB, "dist", file)), { level: 9 }).length;
  for (const [part, sum] of Object.entries(sums)) {
    console.log(`     ${part}: ${(sum / 1024).toFixed(1)} KiB gzipped`);
    holds(sum <= MOST_BYTES[part], `${part}: ${sum} bytes are more than ${MOST_BYTES[part]}`);
  }
});

await check("nothing_makes_markup_of_text", () => {
  for (const file of readdirSync(path.join(WEB, "src")).filter((f) => f.endsWith(".js")))
    holds(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|DOMParser/.test(readFileSync(path.join(WEB, "src", file), "utf8")), file);
});

await check("the_lock_names_no_address", () => {
  holds(!readFileSync(path.join(WEB, "package-lock.json"), "utf8").includes('"resolved"'), "package-lock.json has resolved addresses");
});

wanted("esbuild");
holds(existsSync(path.join(WEB, "dist/index.html")), "dist/ is empty");
await check("dist_is_what_the_sources_make", () => {
  execFileSync(process.execPath, ["build.mjs", "--check"], { cwd: WEB, stdio: "inherit" });
});

finish();
