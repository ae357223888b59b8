// SPDX-License-Identifier: GPL-3.0-or-later
// Builds src/ into dist/, which is committed: a C build needs no node.
//
//   npm ci && npm run build     writes dist/
//   npm run check               fails when dist/ is not what src/ makes
//
// Columns come from engine/account/fields.def, the one table of what an account may bring;
// the invented roster from datasets/sample. The same sources give the same bytes.
import * as esbuild from "esbuild";
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile, copyFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fieldsFromTable } from "./fields_from_table.mjs";
import { sampleRoster } from "./sample_roster.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(HERE, "..", "..");
const BUNDLED = ["papaparse", "read-excel-file", "fflate", "saxen"];

const fieldsPlugin = {
  name: "fields",
  setup(build) {
    build.onResolve({ filter: /^assay:fields$/ }, () => ({ path: "fields", namespace: "assay" }));
    build.onLoad({ filter: /.*/, namespace: "assay" }, async () => {
      const text = await readFile(path.join(ROOT, "engine/account/fields.def"), "utf8");
      return { contents: JSON.stringify(fieldsFromTable(text)), loader: "json" };
    });
  },
};

async function licences() {
  let text = "";
  for (const name of BUNDLED) {
    const folder = path.join(HERE, "node_modules", name);
    const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((f) => /^licen[cs]e/i.test(f));
    const words = file ? await readFile(path.join(folder, file), "utf8") : about.license;
    text += `${name} ${about.version}\n\n${words.trim()}\n\n\n`;
  }
  return text;
}

async function build(out) {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await esbuild.build({
    entryPoints: {
      page: path.join(HERE, "src/main.js"), reader: path.join(HERE, "src/reader.js"), style: path.join(HERE, "src/style.css"),
    },
    absWorkingDir: HERE,
    outdir: out,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    chunkNames: "[name]-[hash]", /* what page and worker share */
    legalComments: "none",
    plugins: [fieldsPlugin],
    logLevel: "warning",
  });
  for (const file of ["index.html", "icon.svg"])
    await copyFile(path.join(HERE, "src", file), path.join(out, file));
  const fields = fieldsFromTable(await readFile(path.join(ROOT, "engine/account/fields.def"), "utf8"));
  const sample = await sampleRoster(path.join(ROOT, "datasets/sample"), fields);
  await writeFile(path.join(out, "sample.txt"), sample);
  await writeFile(path.join(out, "licences.txt"), await licences());
}

async function differences(left, right) {
  const names = new Set([...(await readdir(left)), ...(await readdir(right))]);
  const found = [];
  for (const name of [...names].sort()) {
    const read = (folder) => readFile(path.join(folder, name)).catch(() => Buffer.from("\0absent"));
    if (!(await read(left)).equals(await read(right))) found.push(name);
  }
  return found;
}

const dist = path.join(HERE, "dist");
if (process.argv.includes("--check")) {
  const fresh = await mkdtemp(path.join(tmpdir(), "assay-web-"));
  await build(fresh);
  const found = await differences(fresh, dist);
  await rm(fresh, { recursive: true });
  if (found.length > 0) {
    console.error(`dist/ is not what src/ makes: ${found.join(", ")}. Run: npm run build`);
    process.exit(1);
  }
  console.log("dist/ is what src/ makes");
} else {
  await build(dist);
}
