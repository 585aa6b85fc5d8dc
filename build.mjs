// Bundles styles and islands into src/malbild/static/dist. Run by hatch_build.py, or by hand: node build.mjs
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import * as esbuild from "esbuild";

const out = "src/malbild/static/dist";
mkdirSync(out, { recursive: true });
const islands = readdirSync("src/malbild")
  .filter((room) => existsSync(`src/malbild/${room}/islands`))
  .flatMap((room) =>
    readdirSync(`src/malbild/${room}/islands`)
      .filter((f) => /(?<!\.test)\.ts$/.test(f))
      .map((f) => [`islands/${room}/${f.slice(0, -3)}`, `src/malbild/${room}/islands/${f}`]),
  );
if (islands.length)
  await esbuild.build({ entryPoints: Object.fromEntries(islands), outdir: out, bundle: true, minify: true, format: "esm", target: "es2022" });
if (existsSync("src/malbild/ui/css/main.css"))
  await esbuild.build({ entryPoints: { main: "src/malbild/ui/css/main.css" }, outdir: out, bundle: true, minify: true, loader: { ".woff2": "file", ".svg": "file" }, assetNames: "[name]" });
copyFileSync("node_modules/htmx.org/dist/htmx.min.js", `${out}/htmx.js`);
