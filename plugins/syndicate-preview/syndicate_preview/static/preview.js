// All that is shown is made by the server and works without this; here it scrolls, follows changes, and hears keys.

const PART = "X-Part";
const MOST_PIXELS = 15_000_000; // of a list: browsers lay out no more

const fetched = async (url, part) => {
  const answer = await fetch(url, { headers: part ? { [PART]: part } : {} });
  if (!answer.ok) throw new Error(`${answer.status}: ${url}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html"); // runs nothing
};

const tell = (words) => { document.getElementById("status").textContent = words; };

// Focus *to*, unless the reader has gone elsewhere than *from* while its coming was waited for.
const focus = (to, from, scrolls = false) => {
  const now = document.activeElement;
  if (now === from || now === document.body || now?.closest("#rows")) to?.focus({ preventScroll: !scrolls });
};

const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const localize = (root) => {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const instant = new Date(time.dateTime);
    if (isNaN(instant)) continue;
    time.title = time.dateTime;
    time.textContent = FORMAT.format(instant);
  }
};

let list = null;
let asked = 0; // entries so far
let shown; // the place of the entry that is seen
let newest; // revision that was told

const mark = () => {
  for (const link of document.querySelectorAll("#rows a")) {
    if (link.dataset.place === shown) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};

// The list of a feed: only the rows around what is seen are there.
class List {
  constructor(box) {
    this.box = box;
    this.rows = box.querySelector("#rows");
    this.url = box.dataset.url;
    this.size = Number(box.dataset.rows);
    this.pages = new Map(); // number -> its rows, or a promise of them
    const first = this.rows.querySelector("li");
    if (!first) return;
    this.height = first.getBoundingClientRect().height;
    this.total = Math.min(Number(box.dataset.total), Math.floor(MOST_PIXELS / this.height));
    const start = Number(box.dataset.start);
    this.page_put(Math.floor(start / this.size), [...this.rows.children]);
    box.classList.add("windowed");
    this.rows.style.height = `${this.total * this.height}px`;
    if (this.total === Number(box.dataset.total)) {
      for (const pager of document.querySelectorAll(".entries .pager")) pager.hidden = true;
    }
    const current = this.rows.querySelector("[aria-current]")?.closest("li");
    box.scrollTop = (current ? Number(current.dataset.index) : start) * this.height;
    box.addEventListener("scroll", () => this.fill(), { passive: true });
    this.fill();
  }

  page_put(number, rows) {
    for (const row of rows) row.style.top = `${Number(row.dataset.index) * this.height}px`;
    this.pages.set(number, rows);
  }

  async page(number) {
    if (!this.pages.has(number)) {
      const asked = (async () => {
        try {
          const part = await fetched(`${this.url}&start=${number * this.size}`, "rows");
          const rows = [...part.querySelectorAll("li[data-index]")];
          localize(part);
          if (this.pages.get(number) !== asked) return;
          this.page_put(number, rows);
          const after = [...this.rows.children].find((row) => Number(row.dataset.index) > number * this.size);
          for (const row of rows) this.rows.insertBefore(document.adoptNode(row), after ?? null);
          mark();
        } catch (error) {
          this.pages.delete(number);
          tell(String(error.message));
        }
      })();
      this.pages.set(number, asked);
    }
    await this.pages.get(number);
  }

  fill() {
    const first = Math.max(Math.floor(this.box.scrollTop / this.height) - 10, 0);
    const last = Math.min(first + Math.ceil(this.box.clientHeight / this.height) + 20, this.total - 1);
    const [from, to] = [Math.floor(first / this.size), Math.floor(last / this.size)];
    for (const [number, rows] of this.pages) {
      const is_near = number >= from - 1 && number <= to + 1;
      if (is_near || (Array.isArray(rows) && rows.some((row) => row.contains(document.activeElement)))) continue;
      this.pages.delete(number);
      if (Array.isArray(rows)) rows.forEach((row) => row.remove());
    }
    for (let number = from; number <= to; number++) this.page(number);
  }

  link(index) {
    return this.rows.querySelector(`li[data-index="${index}"] a`);
  }

  async go(index, from = document.activeElement) {
    const place = Math.min(Math.max(index, 0), this.total - 1);
    const top = place * this.height;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + this.height > this.box.scrollTop + this.box.clientHeight) {
      this.box.scrollTop = top + this.height - this.box.clientHeight;
    }
    await this.page(Math.floor(place / this.size));
    if (list !== this) return list?.go(index, from); // a newer state came meanwhile
    const link = this.link(place);
    focus(link, from);
    if (link) await show(link, false);
  }

  get current() {
    const focused = document.activeElement?.closest?.("#rows li");
    const row = focused ?? this.rows.querySelector("[aria-current]")?.closest("li");
    return row ? Number(row.dataset.index) : -1;
  }
}


const show = async (link, moves_focus) => {
  const number = ++asked;
  const part = await fetched(link.href, "entry");
  if (number !== asked) return;
  const entry = document.getElementById("entry");
  localize(part);
  entry.replaceChildren(...[...part.body.children].map((child) => document.adoptNode(child)));
  shown = link.dataset.place; // a newer state may have made other rows meanwhile
  mark();
  history.replaceState(null, "", link.href);
  document.title = document.title.replace(/^.*?(?= – )/, entry.querySelector("h2")?.textContent ?? "");
  tell("");
  if (moves_focus) focus(entry.querySelector("#entry-title"), link, true);
};

const begin = () => {
  localize(document);
  const box = document.getElementById("list");
  shown = document.querySelector("#rows [aria-current]")?.dataset.place ?? shown;
  list = box ? new List(box) : null;
  document.getElementById("topic")?.addEventListener("change", (event) => event.target.form.requestSubmit());
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#rows a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link, true).catch((error) => tell(error.message));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea, audio, video")) return;
  const is_in_list = Boolean(event.target.closest?.("#list"));
  const steps = { j: 1, k: -1, ...(is_in_list ? { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 } : {}) };
  const search = document.getElementById("q");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  } else if (list?.total && (event.key in steps || (is_in_list && ["Home", "End"].includes(event.key)))) {
    event.preventDefault();
    const index = { Home: 0, End: list.total - 1 }[event.key] ?? list.current + steps[event.key];
    list.go(index).catch((error) => tell(error.message));
  }
});

// A folder of a sitemap is asked for when it is opened.
document.addEventListener("toggle", async (event) => {
  const details = event.target;
  if (!details.open || !details.dataset?.branch || details.dataset.filled) return;
  details.dataset.filled = "yes";
  const part = await fetched(details.dataset.branch, "branches");
  details.querySelector("p")?.remove();
  details.append(...[...part.body.children].map((child) => document.adoptNode(child)));
}, true);

// The newest state of the site takes the place of what is shown; what is read, typed and focused stays.
const refresh = async (revision) => {
  newest = revision;
  let url, page;
  do {
    url = location.href;
    page = await fetched(url);
    if (newest !== revision) return;
  } while (url !== location.href); // another entry was gone to meanwhile
  const typed = document.getElementById("q")?.value;
  const focused = document.activeElement;
  const key = focused?.id ? `#${CSS.escape(focused.id)}` : focused?.matches?.("#rows a") ? `#rows a[data-place="${focused.dataset.place}"]` : "";
  const scroll = document.getElementById("list")?.scrollTop ?? 0;
  const index = focused?.closest?.("#rows li")?.dataset.index;
  for (const id of ["nav", "main"]) {
    document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
  }
  document.body.dataset.revision = revision;
  begin();
  const box = document.getElementById("list");
  if (box) box.scrollTop = scroll;
  if (typed !== undefined && document.getElementById("q")) document.getElementById("q").value = typed;
  if (index !== undefined && !document.querySelector(key)) await list?.page(Math.floor(Number(index) / list.size));
  if (key) focus(document.querySelector(key), focused);
  const isOlder = document.getElementById("problem") !== null;
  tell(isOlder ? "Not up to date: the site cannot be exported" : `Up to date, ${new Date().toLocaleTimeString()}`);
};

begin();
const events = new EventSource("/events");
events.addEventListener("revision", (event) => {
  if (event.data !== document.body.dataset.revision) refresh(event.data).catch((error) => tell(error.message));
});
events.addEventListener("error", () => tell("syndicate preview has ended, or does not answer"));
