export const slugs = (text) => text.split("").reverse().join("").toLowerCase().replace(/[^a-z]+/g, "-");
