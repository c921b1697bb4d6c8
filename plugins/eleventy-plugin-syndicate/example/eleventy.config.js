import syndicate from "eleventy-plugin-syndicate";

export default function (eleventyConfig) {
  eleventyConfig.addPlugin(syndicate);
  return { dir: { input: "content", includes: "../_includes", data: "../_data", output: "_site" } };
}
