// Bundles styles and islands into src/malbild/static/dist, named by their content, with gzip and brotli beside them.
// Run by hatch_build.py, or by hand: node build.mjs
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { extname, relative } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const root = "src/malbild/static";
const out = `${root}/dist`;
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const islands = readdirSync("src/malbild")
  .filter((room) => existsSync(`src/malbild/${room}/islands`))
  .flatMap((room) =>
    readdirSync(`src/malbild/${room}/islands`)
      .filter((f) => /(?<!\.test)\.ts$/.test(f))
      .map((f) => [`islands/${room}/${f.slice(0, -3)}`, `src/malbild/${room}/islands/${f}`]),
  );
const styles = existsSync("src/malbild/ui/css/main.css") ? [["main", "src/malbild/ui/css/main.css"]] : [];

const same = { outdir: out, entryNames: "[dir]/[name]-[hash]", bundle: true, minify: true, metafile: true, target: "es2022" };
const isWorker = ([name]) => name.endsWith("/worker");
const built = await esbuild.build({
  ...same,
  entryPoints: Object.fromEntries([...islands.filter((one) => !isWorker(one)), ...styles]),
  chunkNames: "parts/[name]-[hash]",
  assetNames: "[name]-[hash]",
  splitting: true,
  format: "esm",
  loader: { ".woff2": "file", ".svg": "file" },
});
// A service worker is one plain script: not every phone's browser runs it as a module.
const workers = await esbuild.build({ ...same, entryPoints: Object.fromEntries(islands.filter(isWorker)), format: "iife" });

// The list that {% static %} reads: plain name → built name.
const names = {};
const plain = (name) => name.replace(/-[0-9A-Z]{8}(\.[a-z0-9]+)$/, "$1");
for (const path of Object.keys({ ...built.metafile.outputs, ...workers.metafile.outputs })) {
  const name = relative(root, path);
  names[plain(name)] = name;
}
const htmx = readFileSync("node_modules/htmx.org/dist/htmx.min.js");
names["dist/htmx.js"] = `dist/htmx-${createHash("sha256").update(htmx).digest("hex").slice(0, 8).toUpperCase()}.js`;
writeFileSync(`${root}/${names["dist/htmx.js"]}`, htmx);

for (const name of Object.values(names)) {
  if (![".css", ".js", ".svg"].includes(extname(name))) continue;
  const bytes = readFileSync(`${root}/${name}`);
  writeFileSync(`${root}/${name}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${root}/${name}.br`, brotliCompressSync(bytes));
}
writeFileSync(`${out}/built.json`, JSON.stringify(names, null, 1));
