// What the site says of itself.
export default {
  title: "The Quay",
  url: process.env.URL || "https://example.org/",
  language: "en-GB",
  description: `Notes from the quay`,
  author: { name: "Ann Ferris", email: "ann@example.org", url: "https://example.org/ann/" },
};
