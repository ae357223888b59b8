// SPDX-License-Identifier: GPL-3.0-or-later
// The page as a marketer meets it: a file dropped, rows pasted and mapped, a verdict read,
// the language switched, files saved; what is hostile stays text; what fails is said.
import { createHash } from "node:crypto";
import { readFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { check, drop, equal, finish, holds, openBrowser, openPage, ROOT, serve, wanted } from "./browser.mjs";
import { workbook } from "./workbook.mjs";

const axe = wanted("axe-core");
const browser = await openBrowser();
const service = await serve();
const sample = (name) => readFileSync(path.join(ROOT, "datasets/sample", name), "utf8");
const main = (page) => page.locator("main");

async function accessible(page, where) {
  const { violations } = await page.evaluate(async (source) => {
    /* through the debugger, which the page's own policy does not bind */
    if (!window.axe) (0, eval)(source);
    return window.axe.run(document, { resultTypes: ["violations"] });
  }, axe.source);
  equal(violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`).join("\n"), "", `axe on ${where}`);
}

const fresh = (options) => openPage(browser, service.url, options);

async function done(page) {
  equal(page.faults.join("\n"), "", "console");
  await page.context().close();
}

/* Growth of an invented account with a jump: enough for a verdict with pictures. */
function growth(handle, header = "platform,handle,at,followers") {
  const rows = [header];
  for (let day = 0; day < 120; day++) {
    const at = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    rows.push(`tiktok,${handle},${at},${15000 + 20 * day + (day > 60 ? 6000 : 0)}`);
  }
  return rows.join("\n") + "\n";
}

await check("our_own_tables_are_assessed_without_a_question", async () => {
  const page = await fresh({ permissions: ["clipboard-read", "clipboard-write"] });
  const names = ["accounts", "growth", "posts", "comments"].map((n) => `${n}.csv`);
  await drop(page, names.map((name) => ({ name, text: sample(name) })));
  await page.locator(".roster").waitFor();
  equal(await page.locator("h1").innerText(), "40 creators");
  equal(await page.locator(".skips").count(), 0, "skipped");
  await accessible(page, "the roster");
  await page.getByRole("searchbox").fill("evanvance");
  equal(await page.locator(".lines .line").count(), 1, "rows that match");
  await page.locator(".lines .line").click();
  await page.locator(".plot svg").nth(1).waitFor();
  equal(await page.locator("h1").innerText(), "evanvancestudio");
  holds((await main(page).innerText()).includes("Review before you sign"), "no headline");
  holds(await page.locator(".fall tbody tr").count() > 5, "no waterfall");
  await accessible(page, "a creator");
  await done(page);
});

await check("the_waterfall_adds_up_as_printed", async () => {
  const page = await fresh();
  await page.getByText("Try with invented creators").click();
  await page.locator(".lines .line").first().click();
  await page.locator(".fall").waitFor();
  const sum = await page.evaluate(() => {
    const number = (node) => Math.round(100 * Number(node.textContent.replace("\u2212", "-").replace("+", "")));
    const rows = [...document.querySelectorAll(".fall tbody tr:not(.f):not(.t) td.n")].map(number);
    const [base, total] = [...document.querySelectorAll(".fall tr.t td.n")].map(number);
    return [base + rows.reduce((a, b) => a + b, 0), total];
  });
  equal(sum[0], sum[1], "base and reasons");
  await done(page);
});

await check("pasted_rows_in_vietnamese_are_mapped_on_screen", async () => {
  const page = await fresh();
  await page.getByRole("button", { name: "Paste rows" }).click();
  await page.getByLabel("Rows, the first").fill(
    "Tài khoản\tNgày\tNgười theo dõi\tGhi chú\n" +
    Array.from({ length: 10 }, (_, i) => `@caphe.dalat\t0${i % 9 + 1}/0${i % 2 + 3}/2026\t${12 + i}.${400 + i}\tổn`).join("\n"));
  await page.getByRole("button", { name: "Use these rows" }).click();
  await page.locator(".map").waitFor();
  equal(await page.getByLabel("Taken as: Tài khoản").inputValue(), "handle");
  equal(await page.getByLabel("Taken as: Ngày").inputValue(), "at");
  equal(await page.getByLabel("Taken as: Người theo dõi").inputValue(), "followers");
  const assess = page.getByRole("button", { name: "Assess them" });
  holds(await assess.isDisabled(), "questions are open, yet it goes on");
  await accessible(page, "the review");
  await page.getByLabel("Platform of all rows").selectOption("tiktok");
  await page.getByLabel("How are numbers written here?").selectOption(",");
  await page.getByLabel("Which comes first").selectOption("dmy");
  holds((await page.locator(".map").innerText()).includes("12,400"), "12.400 is not shown as read");
  holds((await page.locator(".map").innerText()).includes("2026-03-01"), "the day is not shown as read");
  await assess.click();
  await page.locator(".roster").waitFor();
  equal(await page.locator(".who").innerText(), "caphe.dalat");
  await done(page);
});

await check("a_workbook_a_gzip_and_an_export_are_read", async () => {
  const page = await fresh();
  const sheets = { creators: [["Creator", "Network", "Fee", "Currency"], ["mai.an", "tiktok", 400, "USD"]] };
  const exported = [{ id: "c1", postUrl: "https://www.instagram.com/p/AAA/", text: "hay quá", ownerUsername: "u1", timestamp: "2026-03-04T10:00:00.000Z", likesCount: 2 }];
  await drop(page, [{ name: "roster.xlsx", bytes: workbook(sheets) },
    { name: "growth.csv.gz", bytes: gzipSync(growth("mai.an")) },
    { name: "comments.json", text: JSON.stringify(exported) }]);
  await page.getByRole("heading", { name: "roster.xlsx › creators" }).waitFor();
  await page.getByLabel("Platform of all rows").selectOption("instagram");
  equal(await page.getByLabel("Taken as: ownerUsername").inputValue(), "author", "the commenter");
  await page.getByLabel("Account of all rows").fill("mai.an");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Assess them" }).click();
  await page.locator(".roster").waitFor();
  equal(await page.locator("h1").innerText(), "2 creators");
  holds((await page.locator(".roster").innerText()).includes("23,380"), "followers of the gzipped growth");
  await done(page);
});

await check("nothing_is_left_out_silently", async () => {
  const page = await fresh();
  await drop(page, [{ name: "growth.csv", text: growth("a") + "tiktok,a,soon,15\ntiktok,,2026-05-01,15\ntiktok,a,2026-05-02,many\n" },
    { name: "photo.png", text: "x" }, { name: "empty.csv", text: "" }, { name: "lines.ndjson", text: '{"platform":"x"\n{"platform":"tiktok","handle":"b","growth":[]}\n' }]);
  await page.locator(".skips summary").waitFor();
  await page.locator(".skips summary").click();
  const told = await page.locator(".skips").innerText();
  for (const word of ["growth.csv", "122", "“soon”", "no platform or handle", "“many”", "photo.png", "empty.csv", "not valid JSON"])
    holds(told.includes(word), `not told: ${word}\n${told}`);
  await page.getByRole("button", { name: "Assess them" }).click();
  await page.locator(".roster").waitFor();
  await done(page);
});

/* A crowd over forty creators, and thirty accounts that come together to eight of them, in
 * eight separate weeks. */
function pooled() {
  const rows = ["actor,object,at"];
  let key = 7;
  const below = (n) => (key = (key * 48271) % 2147483647) % n;
  const at = (day, second) => new Date(Date.UTC(2026, 0, 1 + day) + 1000 * second).toISOString().replace(".000", "");
  for (let a = 0; a < 300; a++)
    for (let i = 0; i < 6; i++) rows.push(`u${a},tiktok/creator.${below(40)},${at(below(180), below(86400))}`);
  for (let o = 0; o < 8; o++)
    for (let a = 0; a < 30; a++) rows.push(`pool${a},tiktok/creator.${o},${at(20 * o, below(2 * 86400))}`);
  return rows.join("\n") + "\n";
}

await check("shared_pools_are_looked_for_and_named_in_both_languages", async () => {
  const page = await fresh();
  await drop(page, [{ name: "actions.csv", text: pooled() }, { name: "growth.csv", text: growth("creator.3") }]);
  await page.locator(".roster").waitFor();
  await page.getByRole("button", { name: "Look for shared pools" }).click();
  await page.locator(".pool").first().waitFor();
  const told = await main(page).innerText();
  for (const words of ["One group acts together", "Shared pool", "Creators that share it: 8", "Accounts in it: 30", "separate windows of time: 8", "does not say who arranged it"])
    holds(told.includes(words), `not told: ${words}\n${told}`);
  equal(await page.locator(".pool > ul li").count(), 8, "creators named");
  await page.locator(".pool summary").click();
  equal(await page.locator(".pool details li").count(), 30, "accounts named");
  await accessible(page, "shared pools");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save these groups" }).click()]);
  const lines = readFileSync(await saved.path(), "utf8").trim().split("\n");
  equal(lines.length, 1 + 38, "rows saved");
  await page.getByRole("button", { name: "Tiếng Việt" }).click();
  holds((await main(page).innerText()).includes("Nhà sáng tạo dùng chung: 8"), "not in Vietnamese");
  await page.getByRole("link", { name: "tiktok/creator.3" }).click(); /* the one of the roster */
  await page.locator("h1", { hasText: "creator.3" }).waitFor();
  const jobs = await (await fetch(new URL("/metrics", service.url))).text();
  holds(jobs.includes("assay_network_results_kept 0"), "the service keeps what it found");
  await done(page);
});

await check("pools_come_from_comments_of_several_creators_or_there_is_nothing_to_look_for", async () => {
  const page = await fresh();
  await drop(page, [{ name: "growth.csv", text: growth("mai.an") }]);
  await page.locator(".roster").waitFor();
  equal(await page.getByRole("button", { name: "Look for shared pools" }).count(), 0, "nothing to compare, yet offered");
  await page.goto(`${service.url}/`);
  await page.reload();
  const names = ["accounts", "comments"].map((n) => `${n}.csv`);
  await drop(page, names.map((name) => ({ name, text: sample(name) })));
  await page.locator(".roster").waitFor();
  await page.getByRole("button", { name: "Look for shared pools" }).click();
  const words = await page.getByText("Compared:").innerText();
  const compared = Number(/Compared: ([\d,]+) actions/.exec(words)[1].replaceAll(",", ""));
  const comments = sample("comments.csv").trim().split("\n").length - 1;
  holds(compared > 0.5 * comments && compared <= comments, `${compared} of ${comments} comments are compared`);
  holds((await page.locator(".pool").first().innerText()).includes("Creators that share it: 4"), "the sample's pool is not named");
  await done(page);
});

await check("a_search_is_stopped_and_a_bad_row_told", async () => {
  const page = await fresh();
  await page.route("**/v1/network/*", (route) => (route.request().method() === "GET"
    ? route.fulfill({ contentType: "application/json", body: '{"id":"x","status":"running","actions":9}' }) : route.continue()));
  await drop(page, [{ name: "actions.csv", text: pooled() + "u1,tiktok/creator.1,soon\n" }]);
  await page.locator(".skips").waitFor();
  holds((await page.locator(".skips").innerText()).includes("“soon”"), "a row without a time is not told");
  await page.getByRole("button", { name: "Look for shared pools" }).click();
  await page.getByText("Comparing 9 actions").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("The search was given up").waitFor();
  await page.unroute("**/v1/network/*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".pool").first().waitFor();
  await done(page);
});

await check("stopping_keeps_what_came_and_going_on_ends_it", async () => {
  const page = await fresh();
  let asked = 0;
  await page.route("**/v1/score:batch", (route) => {
    asked += 1;
    if (asked !== 2) return route.continue();
    return new Promise(() => {}); /* a chunk that never comes */
  });
  await drop(page, [{ name: "many.ndjson", text: Array.from({ length: 300 }, (_, i) => `{"platform":"tiktok","handle":"a${i}"}`).join("\n") }]);
  await page.getByText("250 of 300").first().waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  holds((await page.getByRole("alert").innerText()).includes("Stopped after 250 of 300"), "not told");
  await page.getByRole("button", { name: "250 creators" }).click();
  await page.getByRole("heading", { name: "250 creators" }).waitFor();
  await page.getByRole("searchbox").fill("no such creator");
  await page.getByText("No creator matches.").waitFor();
  await accessible(page, "a roster that is empty for its filters");
  await page.getByRole("button", { name: "Clear the filters" }).click();
  holds(await page.locator(".lines .line").count() > 10, "rows after clearing");
  await page.goBack();
  await page.getByRole("heading", { name: "300 creators" }).waitFor();
  await done(page);
});

await check("a_busy_service_is_waited_for", async () => {
  const page = await fresh();
  page.expected.push("503");
  let asked = 0;
  await page.route("**/v1/score:batch", (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    return route.fulfill({ status: 503, headers: { "Retry-After": "1" }, contentType: "application/problem+json", body: "{}" });
  });
  await page.getByText("Try with invented creators").click();
  await page.getByText("trying again in 1 s").first().waitFor();
  await page.locator(".roster").waitFor();
  equal(asked, 2, "requests");
  await done(page);
});

await check("a_column_of_ours_that_is_not_known_is_shown", async () => {
  const page = await fresh();
  await drop(page, [{ name: "accounts.csv", text: "platform,handle,followers,manager\ntiktok,mai.an,15230,Lan\n" }]);
  await page.locator(".map").waitFor();
  equal(await page.getByLabel("Taken as: manager").inputValue(), "");
  await page.getByRole("button", { name: "Tiếng Việt" }).click();
  await page.getByRole("button", { name: "Đánh giá" }).click();
  await page.locator(".roster").waitFor();
  await done(page);
});

await check("a_folder_is_read_and_a_message_can_be_copied", async () => {
  const page = await fresh({ permissions: ["clipboard-read", "clipboard-write"] });
  const folder = mkdtempSync(path.join(tmpdir(), "assay-web-"));
  writeFileSync(path.join(folder, "growth.csv"), growth("mai.an"));
  writeFileSync(path.join(folder, "notes.md"), "to be told, not read");
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
  await page.locator(".skips summary").click();
  holds((await page.locator(".skips").innerText()).includes("notes.md"), "the file that is not read");
  await page.getByRole("button", { name: "Assess them" }).click();
  await page.locator(".lines .line").click();
  await page.locator(".ask blockquote").first().waitFor();
  await page.getByRole("button", { name: "Copy" }).first().click();
  await page.getByText("Copied").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  equal(copied, await page.locator(".ask blockquote").first().innerText(), "the message");
  await done(page);
});

await check("hostile_text_stays_text", async () => {
  const page = await fresh();
  const evil = `<img src=x onerror="document.title='owned'">`;
  const script = `</script><script>window.owned=1</script>`;
  const account = { platform: "tiktok", handle: evil, name: script, growth: [], posts: [], comments: [] };
  for (let i = 0; i < 60; i++) {
    account.growth.push({ at: new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10), followers: 1000 + i });
    account.comments.push({ id: `c${i}`, post: "p1", at: "2026-01-02T00:00:00Z", author: `u${i}`, text: `${evil} ${script} so good` });
  }
  account.posts.push({ id: evil, at: "2026-01-02", likes: 5, comments: 60 });
  await drop(page, [{ name: "<b>.ndjson", text: JSON.stringify(account) + "\n{broken\n" }]);
  await page.getByRole("button", { name: "Assess them" }).click();
  await page.locator(".roster").waitFor();
  equal(await page.locator(".who").innerText(), evil, "the handle");
  await page.locator(".lines .line").click();
  await page.locator(".pictures section").first().waitFor();
  holds((await main(page).innerText()).includes("<img src=x"), "the comment is not there as text");
  equal(await page.evaluate(() => [window.owned, document.querySelectorAll("main img, main script").length].join()), ",0", "markup made");
  await done(page);
});

await check("the_language_switches_words_decimals_and_verdicts", async () => {
  const page = await fresh();
  await page.getByText("Try with invented creators").click();
  await page.locator(".roster").waitFor();
  await page.getByRole("button", { name: "Tiếng Việt" }).click();
  equal(await page.locator("h1").innerText(), "10 nhà sáng tạo");
  equal(await page.locator("html").getAttribute("lang"), "vi");
  await page.locator(".line", { hasText: "evanvancestudio" }).click();
  await page.locator(".plot svg").first().waitFor();
  const words = await main(page).innerText();
  holds(words.includes("401.336 người theo dõi"), "grouping is not Vietnamese");
  holds(/ROIMS\)\s+0,70\s/.test(words), "a rate of return has lost its decimals");
  holds(/[+−]\d,\d\d/.test(words), "decimals are not Vietnamese");
  for (const english of ["Followers", "Score", "Review", "likes"]) holds(!words.includes(english), `English is left: ${english}`);
  await page.reload();
  equal(await page.locator("html").getAttribute("lang"), "vi", "the language after a reload");
  await done(page);
});

await check("keys_move_open_and_come_back", async () => {
  const page = await fresh();
  await page.getByText("Try with invented creators").click();
  await page.locator(".roster").waitFor();
  await page.locator('.lines .line[tabindex="0"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const at = await page.evaluate(() => document.activeElement.dataset.at);
  equal(at, "2", "the row after two arrows");
  const name = await page.evaluate(() => document.activeElement.querySelector(".who").textContent);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".roster").waitFor();
  equal(await page.evaluate(() => document.activeElement.dataset.at), "2", "the row after coming back");
  await page.keyboard.press("End");
  equal(await page.evaluate(() => document.activeElement.dataset.at), "9", "the last row");
  await page.goBack();
  await page.locator(".answer").waitFor();
  await done(page);
});

await check("table_report_and_verdicts_are_saved", async () => {
  const page = await fresh();
  await page.getByText("Try with invented creators").click();
  await page.locator(".roster").waitFor();
  const save = async (words) => {
    await page.locator(".menu summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: words }).click()]);
    return readFileSync(await file.path(), "utf8");
  };
  const csv = await save("Table (CSV)");
  holds(csv.startsWith("platform,handle,") && csv.trim().split("\n").length === 11, "verdicts.csv");
  const lines = (await save("Verdicts (NDJSON)")).trim().split("\n").map((l) => JSON.parse(l));
  equal(lines.length, 10), equal(lines[0].schema, "assay.verdict/1");
  holds((await save("Report (HTML)")).includes("evanvancestudio"), "report.html");
  await page.locator(".lines .line").first().click();
  const [owner] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Page to hand to the creator" }).click()]);
  holds(readFileSync(await owner.path(), "utf8").includes("This page is for you, its owner"), "the page to hand over");
  await done(page);
});

await check("a_key_is_asked_for_kept_in_the_tab_and_nothing_is_lost", async () => {
  const secret = "assay_0123abcd_" + "0123456789abcdef".repeat(4);
  const folder = mkdtempSync(path.join(tmpdir(), "assay-web-"));
  const keys = path.join(folder, "keys");
  writeFileSync(keys, `0123abcd score ${createHash("sha256").update(secret).digest("hex")}\n`);
  const own = await serve("--keys", keys);
  const page = await openPage(browser, own.url);
  page.expected.push("401");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.getByText("Try with invented creators").click();
  await page.locator("dialog").waitFor();
  await accessible(page, "the key dialog");
  await page.keyboard.press("Escape");
  holds((await page.getByRole("alert").innerText()).includes("still here"), "no sentence after refusing");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("textbox", { name: "Key" }).fill("assay_wrong");
  await page.keyboard.press("Enter");
  await page.getByText("does not know this key").waitFor();
  await page.getByRole("textbox", { name: "Key" }).fill(secret);
  await page.keyboard.press("Enter");
  await page.locator(".roster").waitFor();
  const kept = await page.evaluate(() => [Object.values(sessionStorage).join(), JSON.stringify(localStorage), document.cookie]);
  holds(kept[0].includes(secret) && !kept[1].includes(secret) && kept[2] === "", "where the key is kept");
  await done(page);
  await own.stop();
});

await check("a_public_key_shows_rounded_answers_alone", async () => {
  const secret = "assay_0123abcd_" + "fedcba9876543210".repeat(4);
  const keys = path.join(mkdtempSync(path.join(tmpdir(), "assay-web-")), "keys");
  writeFileSync(keys, `0123abcd public ${createHash("sha256").update(secret).digest("hex")}\n`);
  const own = await serve("--keys", keys);
  const page = await openPage(browser, own.url);
  page.expected.push("401");
  await page.getByText("Try with invented creators").click();
  await page.getByRole("textbox", { name: "Key" }).fill(secret);
  await page.keyboard.press("Enter");
  await page.locator(".lines .line").first().click();
  await page.getByText("This key shows rounded answers").waitFor();
  equal(await page.locator(".fall, .plot").count(), 0, "pictures");
  await done(page);
  await own.stop();
});

await check("a_paste_anywhere_opens_the_place_for_it", async () => {
  const page = await fresh();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "handle\tplatform\na\ttiktok");
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  holds((await page.locator("textarea").inputValue()).startsWith("handle"), "the rows are not in the place");
  await done(page);
});

await check("tab_goes_through_the_start_in_the_order_of_the_eye", async () => {
  const page = await fresh();
  const seen = [];
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press("Tab");
    seen.push(await page.evaluate(() => document.activeElement.textContent));
  }
  equal(seen.join(" | "), "Skip to content | assay | English | Tiếng Việt | Choose files | Choose a folder | Paste rows | Try with invented creators");
  await done(page);
});

await check("a_service_that_ends_is_told_and_what_came_is_kept", async () => {
  const own = await serve();
  const page = await openPage(browser, own.url);
  page.expected.push("Failed to load", "ERR_CONNECTION");
  await drop(page, [{ name: "growth.csv", text: growth("mai.an", "Network,Creator,at,followers") }]);
  await page.locator(".map").waitFor();
  await own.stop();
  await page.getByRole("button", { name: "Assess them" }).click();
  holds((await page.getByRole("alert").innerText()).includes("does not answer"), "no sentence");
  await accessible(page, "the error");
  await page.getByRole("button", { name: "Check what was read" }).click();
  equal(await page.locator(".map tbody tr").count(), 4, "what was entered");
  await done(page);
});

await browser.close();
await service.stop();
finish();
