// Feeds after each build: what Eleventy has rendered is handed to the command `syndicate`, one JSON line an article.

import { article } from "./articles.js";
import { Command } from "./command.js";

const DEFAULTS = { collections: ["posts"], command: "syndicate", strict: false, links: true };

/**
 * collections  names of the collections whose items are articles
 * command      the command `syndicate`, or a list: the command and what it is always given
 * site         what Eleventy's data does not say: { title, url, language, author }
 * strict       let what is wrong with an article fail the build
 * links        put links to the feeds into the head of every page
 */
export default function syndicate(eleventyConfig, options = {}) {
  const settings = { ...DEFAULTS, ...options };
  const command = new Command(settings);
  let items = [];
  let links = "";

  // The one place where Eleventy shows a plugin its collections.
  eleventyConfig.addCollection("_syndicate", (api) => {
    items = settings.collections.flatMap((name) => (name === "all" ? api.getAll() : api.getFilteredByTag(name)));
    return [];
  });

  eleventyConfig.on("eleventy.before", async () => {
    links = settings.links ? await command.links() : "";
  });

  eleventyConfig.addTransform("syndicate-links", function (content) {
    const isPage = typeof content === "string" && String(this.page?.outputPath || "").endsWith(".html");
    return isPage && links ? content.replace(/<\/head\s*>/i, (end) => links + end) : content;
  });

  eleventyConfig.on("eleventy.after", async ({ directories, dir, runMode }) => {
    const output = directories?.output ?? dir.output;
    const prefix = eleventyConfig.pathPrefix ?? "/";
    const seen = new Set();
    const lines = [];
    for (const item of items) {
      if (item.url && !seen.has(item.url)) {
        seen.add(item.url);
        lines.push(JSON.stringify(await article(item, prefix)) + "\n");
      }
    }
    await command.export(lines.join(""), output, { isServing: runMode !== "build" });
  });
}
