// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers, times and names as people write them; JSON split without touching digits. Needs
// node alone.
import { decimalMark, dayOrder, fold, readHandle, readNumber, readTime, readTruth, unguarded } from "../../tools/web/src/values.js";
import { parseExact, splitJson, flatten } from "../../tools/web/src/json_text.js";
import { actionLines, canCompare, isVisited } from "../../tools/web/src/actions.js";
import { flagAll, rowOf, sift } from "../../tools/web/src/sift.js";
import { fieldsFromTable } from "../../tools/web/fields_from_table.mjs";
import { check, equal, finish, holds, ROOT } from "./browser.mjs";
import { readFileSync } from "node:fs";

await check("numbers_are_read_as_people_write_them", () => {
  const cases = [
    ["12.4K", ".", 12400], ["1,2M", ",", 1.2e6], ["12.400", ",", 12400], ["12,400", ".", 12400],
    ["1.234,5", ",", 1234.5], ["1 234 567", ".", 1234567], ["15,2 tr", ",", 15.2e6], ["3 nghìn", ".", 3000],
    ["4.2%", ".", 0.042], ["2e3", ".", 2000], ["-", ".", null], ["N/A", ".", null], ["", ".", null],
    ["₫400.000", ",", 400000], ["1.5 Mio.", ".", 1.5e6], ["0,5", ",", 0.5], ["1.234.567", ",", 1234567],
  ];
  for (const [text, mark, wanted] of cases) equal(readNumber(text, mark), wanted, text);
  for (const text of ["many", "1,23,4", "12.3.4", "=1+1", "1.2345,6", "4 apples"])
    equal(readNumber(text, "."), undefined, text);
});

await check("the_decimal_mark_is_found_or_left_open", () => {
  equal(decimalMark(["1200", "15"]), "", "plain numbers");
  equal(decimalMark(["12.400", "900"]), "?", "three digits after the only mark");
  equal(decimalMark(["12.400", "1.234,5"]), ",", "both marks");
  equal(decimalMark(["12.400", "2,5"]), ",", "a short fraction");
  equal(decimalMark(["1.234.567"]), ",", "two points");
  equal(decimalMark(["12.4K"]), ".", "a unit");
  equal(decimalMark(["2,5", "2.5"]), "!", "a contradiction");
  equal(decimalMark(["0.125"]), ".", "a fraction below one");
});

await check("times_are_read_and_ambiguous_ones_left_open", () => {
  const cases = [
    ["2026-03-04", "", "2026-03-04"], ["2026-03-04 10:11", "", "2026-03-04T10:11:00Z"],
    ["2026-03-04T10:11:12+07:00", "", "2026-03-04T10:11:12+07:00"], ["04/03/2026", "dmy", "2026-03-04"],
    ["04/03/2026", "mdy", "2026-04-03"], ["4.3.2026", "dmy", "2026-03-04"], ["1772618400", "", "2026-03-04T10:00:00Z"],
    ["Mar 4, 2026", "", "2026-03-04"], ["4 March 2026", "", "2026-03-04"], ["09/15/2026 6:05 PM", "mdy", "2026-09-15T18:05:00Z"],
    ["2026/3/4", "", "2026-03-04"], ["", "", null],
  ];
  for (const [text, order, wanted] of cases) equal(readTime(text, order), wanted, text);
  for (const text of ["04/03/2026", "31/02/2026", "04/03/26", "soon", "2026-13-01"]) equal(readTime(text), undefined, text);
  equal(readTime("46085", "", true), "2026-03-04", "a spreadsheet's day");
  equal(dayOrder(["04/03/2026"]), "?"), equal(dayOrder(["04/03/2026", "15/03/2026"]), "dmy");
  equal(dayOrder(["03/15/2026"]), "mdy"), equal(dayOrder(["15/03/2026", "03/15/2026"]), "!");
  equal(dayOrder(["4.3.2026"]), "dmy"), equal(dayOrder(["2026-03-04"]), "");
});

await check("names_links_and_guards_are_understood", () => {
  const same = (text, platform, handle) => {
    const found = readHandle(text);
    equal(found.platform, platform, text), equal(found.handle, handle, text);
  };
  same("https://www.tiktok.com/@caphe.dalat?lang=vi", "tiktok", "caphe.dalat");
  same("instagram.com/mai.an/", "instagram", "mai.an");
  same("https://youtube.com/c/LongGiaTV", "youtube", "LongGiaTV");
  same("@caphe.dalat", null, "caphe.dalat");
  same("example.org/who", null, "example.org/who");
  equal(unguarded("'=1+1"), "=1+1"), equal(unguarded("'s good"), "'s good");
  equal(readTruth("Có"), true), equal(readTruth("nein"), false), equal(readTruth("maybe"), undefined);
  equal(fold("Người Đăng"), "nguoi dang");
});

await check("json_is_split_without_touching_its_digits", () => {
  const big = '{"id":7495112181655061803,"a":"x]\\"}"}';
  equal(splitJson(`[${big}, ${big}]`)[1].text, big, "in an array");
  equal(splitJson(`${big}\n${big}\n`).length, 2, "as lines");
  equal(splitJson(`{"a":\n1}`)[0].text, '{"a":\n1}', "over lines");
  equal(splitJson("").length, 0), equal(splitJson("[]").length, 0);
  const broken = splitJson(`{"a":1\n${big}\n`);
  holds(broken.length >= 1, "a broken line does not hang");
  if (JSON.parse("1", (k, v, c) => c !== undefined)) equal(parseExact(big).id, "7495112181655061803");
  const lists = new Set();
  equal(flatten({ a: { b: 1, c: null }, d: [{ e: 1 }], f: ["tag"] }, lists)["a.b"], "1");
  equal([...lists].join(), "d", "lists that were left out");
});

await check("rows_sort_with_the_unknown_last_and_filter_without_marks", () => {
  const verdict = (handle, p) => ({ platform: "tiktok", handle, decision: "sign", risk: p === null ? undefined : { probability: p, p_value: p }, reasons: [] });
  const rows = [["Đà Lạt", 0.2], ["b", null], ["c", 0.9]].map(([h, p], i) => rowOf(i, { followers: NaN }, verdict(h, p)));
  const wish = { text: "", decisions: new Set(), platform: "", by: "risk", down: true };
  const order = (w) => sift(rows, { ...wish, ...w }).map((r) => r.handle).join();
  equal(order({}), "c,Đà Lạt,b"), equal(order({ down: false }), "Đà Lạt,c,b");
  equal(order({ text: "da lat" }), "Đà Lạt"), equal(order({ decisions: new Set(["review"]) }), "");
  equal(flagAll(rows, 0.1), 0, "flags");
  rows[0].pValue = 0.04;
  equal(flagAll(rows, 0.1), 1, "flags at 0.04 of two"), equal(rows[0].flagged, true);
});

await check("what_is_summed_up_as_other_is_not_the_strongest_reason", () => {
  const reason = (feature, contribution) => ({ feature, contribution, text: { en: feature, vi: feature } });
  const verdict = { platform: "x", handle: "a", reasons: [reason("small", 0.2), reason("other", 9), reason("large", 1), reason("good", -4)] };
  equal(rowOf(0, {}, verdict).reason.en, "large");
  equal(rowOf(0, {}, { ...verdict, reasons: undefined }).reason, null);
});

await check("columns_are_those_of_the_engine", () => {
  const tables = fieldsFromTable(readFileSync(`${ROOT}/engine/account/fields.def`, "utf8"));
  const posts = tables.find((t) => t.name === "posts");
  equal(posts.fields.find((f) => f.column === "post").key, "id");
  equal(tables[0].fields[1].needed, true);
  holds(tables.length >= 8, "tables are missing");
});

await check("visitors_of_a_roster_are_actions_and_its_creators_own_words_are_none", async () => {
  const record = (handle, more) => ({ platform: "tiktok", handle, visited: isVisited(more), text: JSON.stringify({ platform: "tiktok", handle, ...more }) });
  const at = "2026-03-04T10:00:00Z";
  const accounts = [
    record("mai", { comments: [{ author: "u1", at }, { author: "mai", at }, { author: "mai.an", at, by_creator: true }, { author: "u2" }, { text: "x", at }] }),
    record("lan", { audience: [{ id: "7123456789012345678", followed_at: "2026-03-05" }, { username: "u3", followed_at: "2026-03-06" }, { id: "u4" }] }),
  ];
  const lines = async (actions, from) => (await (await actionLines(actions, from)).lines.text()).trim().split("\n").map((l) => JSON.parse(l)).map(({ actor, object, at }) => `${actor} ${object} ${at}`);
  equal((await lines([], accounts)).join("\n"), [`tiktok/u1 tiktok/mai ${at}`, "tiktok/7123456789012345678 tiktok/lan 2026-03-05", "tiktok/u3 tiktok/lan 2026-03-06"].join("\n"));
  equal((await lines([{ actor: "a", object: "b", at }], accounts)).length, 4, "beside a table of actions");
  equal((await actionLines([], accounts)).n, 3, "how many");
  const known = record("vy", { language: "vi", creator: "vy", posts: [{ id: 7, at: "2026-03-01" }], comments: [{ author: "u5", at, post: "7", author_followers: 12 }] });
  equal((await (await actionLines([], [known])).lines.text()).trim(), JSON.stringify({ actor: "tiktok/u5", object: "tiktok/vy", at, creator: "vy", language: "vi",
    followers: 12, post: "7", posted_at: "2026-03-01" }), "what else is known of a visit");
  equal(canCompare([], accounts), true, "two creators");
  equal(canCompare([], accounts.slice(1)), false, "one creator");
  equal(canCompare([], [record("a", { comments: [] }), record("b", { growth: [] })]), false, "no visitor");
});

finish();
