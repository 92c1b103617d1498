// Every page through the Nu HTML checker.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

export function validity({ site, check }) {
  const faults = [];
  try {
    const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
    const chosen = site.pages.map((page) => join(site.root, page));
    execFileSync("java", ["-Xss1m", "-jar", jar, "--errors-only", "--format", "json", ...chosen], { stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1 << 28 });
  } catch (error) {
    if (!error.stderr) throw error;
    const text = error.stderr.toString();
    try {
      for (const { url, lastLine, message, extract } of JSON.parse(text).messages) faults.push(`${relative(site.root, decodeURIComponent(new URL(url).pathname))}:${lastLine} ${message} ${extract ?? ""}`.replaceAll("\n", " "));
    } catch {
      faults.push(text.slice(0, 400));
    }
  }
  check("every page is valid HTML", faults);
}
