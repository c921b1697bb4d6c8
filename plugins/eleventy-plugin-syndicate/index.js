// Feeds after each build: what Eleventy has rendered is handed to the command `syndicate`, one JSON line an article.

import { article, isUndated } from "./articles.js";
import { Beside } from "./beside.js";
import { Command } from "./command.js";

const DEFAULTS = { collections: ["posts"], command: "syndicate", strict: false, links: true, robots: false, headers: false };
const COLLECTION = "_syndicate";
const IS_DRY = process.argv.some((given) => /^--dryrun(=true)?$/.test(given)); // Eleventy tells plugins nothing of it.

/**
 * collections  names of the collections whose items are articles
 * command      the command `syndicate`, or a list: the command and what it is always given
 * site         what Eleventy's data does not say: { title, url, language, author }
 * strict       let what is wrong with an article fail the build
 * links        put links to the feeds into the head of every page
 * robots       name the sitemap in robots.txt
 * headers      write _headers with the content types of the feeds
 */
export default function syndicate(eleventyConfig, options = {}) {
  const settings = { ...DEFAULTS, ...options };
  const command = new Command(settings);
  let items = [];
  let links = "";
  let beside;

  // The one place where Eleventy shows a plugin its collections. What goes through all of them, such as a page for each
  // tag, is not to come upon this one.
  eleventyConfig.addCollection(COLLECTION, (api) => {
    const all = api.getAll();
    for (const item of all) {
      Object.defineProperty(item.data.collections, COLLECTION, { value: [], enumerable: false, writable: true, configurable: true });
    }
    items = settings.collections.flatMap((name) => (name === "all" ? all : api.getFilteredByTag(name)));
    return [];
  });

  eleventyConfig.on("eleventy.before", async ({ directories, dir, runMode }) => {
    links = settings.links ? await command.links() : "";
    // Nobody else is to be told of a preview.
    beside = runMode === "build" ? new Beside(settings, directories?.output ?? dir.output) : undefined;
  });

  eleventyConfig.addTransform("syndicate-links", function (content) {
    const isPage = typeof content === "string" && String(this.page?.outputPath || "").endsWith(".html");
    return isPage && links ? content.replace(/<\/head\s*>/i, (end) => links + end) : content;
  });

  eleventyConfig.on("eleventy.after", async ({ directories, dir, runMode, outputMode }) => {
    if (IS_DRY || outputMode !== "fs") return; // Of a build that writes no pages there are no feeds.
    const output = directories?.output ?? dir.output;
    const prefix = eleventyConfig.pathPrefix ?? "/";
    const transformed = eleventyConfig.getFilter("renderTransforms");
    const seen = new Set();
    const lines = [];
    const undated = [];
    for (const item of items) {
      if (item.url && !seen.has(item.url)) {
        seen.add(item.url);
        if (isUndated(item)) undated.push(String(item.inputPath).replace(/^\.\//, ""));
        lines.push(JSON.stringify(await article(item, prefix, transformed)) + "\n");
      }
    }
    if (undated.length) {
      const others = undated.length > 1 ? ` and ${undated.length - 1} more` : "";
      const advice = "write date: at the top, e.g. date: 2024-05-01";
      console.warn(`[syndicate] ${undated[0]}${others}: no date, so Eleventy takes that of the file here; ${advice}`);
    }
    await command.export(lines.join(""), output, { isServing: runMode !== "build" });
    await beside?.write(command);
  });
}
