// The configuration of the example: literal where syndicate reads it, a program where it does not.
import { slugs } from "./slugs.mjs";

export default function (eleventyConfig) {
  eleventyConfig.addPassthroughCopy({ "./static/": "/" });
  eleventyConfig.addPassthroughCopy("src/posts/**/*.png");
  eleventyConfig.addLayoutAlias("post", "layouts/post.njk");
  eleventyConfig.addDataExtension("yaml,yml", () => ({ section: "From YAML" }));
  eleventyConfig.addFilter("secret", (text) => slugs(text));
  eleventyConfig.addCollection("articles", (api) => api.getFilteredByGlob("src/essays/*.md").reverse());
  eleventyConfig.addPreprocessor("drafts", "*", (data) => (data.draft ? false : undefined));
  eleventyConfig.ignores.add("src/posts/ignored-*.md");

  return {
    dir: { input: "src", includes: "_includes", data: "_data", output: "_site" },
    markdownTemplateEngine: "njk",
    htmlTemplateEngine: "njk",
    templateFormats: ["md", "njk", "html", "liquid"],
    pathPrefix: "/quay/",
  };
}
