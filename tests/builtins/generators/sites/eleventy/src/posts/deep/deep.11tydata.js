export default { permalink: "/d/{{ page.fileSlug }}/", tags: ["Deep"], eleventyComputed: { shout: (data) => data.title.toUpperCase() } };
