// An item of a collection as `syndicate schema article` describes it.

/**
 * Return the article of *item*; its URL begins at the root of the host.
 *
 * transformed  what the transforms of the configuration make of HTML on a page: links to files become those of pages
 */
export async function article(item, prefix, transformed) {
  const data = item.data ?? {};
  const id = data.id ?? data.guid;
  const given = {
    id: id === undefined || id === null ? "" : String(id),
    title: plain(data.title),
    url: rooted(item.url, prefix),
    published_at: instant(item.date),
    updated_at: instant(data.updated ?? data.lastmod ?? data.modified),
    is_published: data.draft !== true,
    summary: plain(data.description ?? data.summary ?? data.excerpt),
    content_html: await text(item, transformed),
    topics: list(data.tags).map(String).filter((tag) => !INNER.has(tag)),
    authors: list(data.authors ?? data.author).map(author).filter(Boolean),
    images: PICTURES.map((name) => list(data[name]).map((image) => picture(image, prefix)).filter(Boolean)).find((found) => found.length),
    language: typeof data.lang === "string" ? data.lang : undefined,
    aliases: list(data.aliases ?? data.redirect_from).filter((url) => typeof url === "string").map((url) => rooted(url, prefix)),
    extra: rest(data),
    origin: { path: String(item.inputPath).replace(/^\.\//, "") },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ""));
}

// Of the article's own picture, best first.
const PICTURES =
  "image images cover heroImage coverImage cover_image feature_image featured_image featuredImage ogImage banner thumbnail".split(" ");

// What Eleventy takes for a date in the path of a file, and the words by which it takes the times of the file itself.
const DATED_PATH = /\d{4}-\d{2}-\d{2}/;
const OF_THE_FILE = /^\s*(created|last modified)\s*$/i;

/** Tell whether *item* has the time at which its file was made or changed here, another one in each checkout. */
export function isUndated(item) {
  const given = item.data?.date;
  return given ? OF_THE_FILE.test(String(given)) : !DATED_PATH.test(item.inputPath);
}

// Tags that name a collection and no topic.
const INNER = new Set(["all", "post", "posts", "blog", "article", "articles", "news", "nav"]);

const READ = new Set(
  "aliases author authors collections content cover date description draft eleventy excerpt guid id image lang lastmod layout modified page permalink pkg redirect_from summary tags title updated".split(" "),
);

// What else is said of the page, where it is plain: words that withhold, files and dates of expiry count there, and `where`
// asks of it.
function rest(data) {
  return Object.fromEntries(Object.entries(data).filter(([key, value]) => !READ.has(key) && isPlain(value)));
}

// JSON writes dates as texts.
function isPlain(value, levels = 2) {
  if (value === null || typeof value !== "object") return ["boolean", "number", "string"].includes(typeof value);
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return levels > 0 && Object.values(value).every((item) => isPlain(item, levels - 1));
}

// What an incremental build has not rendered has no text here: syndicate takes it from the page that is there.
async function text(item, transformed) {
  let content;
  try {
    content = item.content;
  } catch {
    return undefined;
  }
  return typeof content === "string" ? transformed(content, item.page) : undefined;
}

function rooted(url, prefix) {
  return /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `/${prefix}/${url}`.replace(/\/{2,}/g, "/");
}

function instant(value) {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "no date" : value.toISOString();
  return String(value);
}

function plain(value) {
  if (value === undefined || value === null) return "";
  return String(value).replace(/<[^<>]*>/g, "").trim();
}

function list(value) {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function author(value) {
  if (typeof value === "string") return { name: value };
  if (!value?.name) return undefined;
  return Object.fromEntries(["name", "email", "url"].filter((key) => value[key]).map((key) => [key, String(value[key])]));
}

function picture(value, prefix) {
  if (typeof value === "string") return value.trim() ? { url: rooted(value.trim(), prefix) } : undefined;
  const file = value?.url ?? value?.src ?? value?.path;
  const said = Object.entries(value ?? {}).filter(([key, part]) => isPlain(part) && key !== "src" && key !== "path");
  return typeof file === "string" ? { ...Object.fromEntries(said), url: rooted(file, prefix) } : undefined;
}
