// The pictures and questions of a page come alive one by one, each as soon as all of it is there.

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
document.documentElement.classList.add("js");

// The element before a script of the page, and what is written in it as JSON.
function before() {
  const root = document.currentScript.previousElementSibling;
  return [root, JSON.parse(root.querySelector("script").textContent)];
}

function wakePicture() {
  const [root, { spec, start, stills, packed, resting, images }] = before();
  const frame = unpack(packed, spec.pictures.length, STEPS);
  const seen = [...root.querySelectorAll(".plain image")].map((image) => image.getAttribute("href"));
  const image = (_, i) => `"${typeof images[i] === "number" ? seen[images[i]] : images[i]}"`;
  for (const still of stills.flat()) still.svg = still.svg.replace(/"@(\d+)"/g, image);
  root.querySelectorAll(".plain").forEach((figure, i) => { // what the page shows without a script is not sent twice
    stills[resting][i].svg = figure.querySelector("svg").innerHTML;
  });
  root.querySelectorAll(".plain, script").forEach((part) => part.remove());
  const choose = ({ id, at }) => {
    const place = spec.controls.reduce((sum, { name, texts }) => sum * texts.length + at[name], 0);
    const found = frame(place);
    return view.show({ stills: stills[found.still], glyphs: {}, frame: { ...found, at, answers: id, took: 0 } });
  };
  const view = mount(root, spec, choose);
  choose({ at: start });
}

function wakeQuestion() {
  const [root, spec] = before();
  const key = "coursekit " + spec.text, given = kept(key);
  root.replaceChildren();
  const told = make("div", {}, make("p", {}, make("strong", {}, spec.answers[spec.right].answer)), make("p", {}, spec.told));
  root.coursekitAnswer = told.innerHTML; // for a lecture
  mountQuestion(root, spec, given === null ? -1 : Number(given), (place) => keep(key, place));
}

// The reader's own browser remembers, and nobody else; where it may not, nothing is remembered.
function kept(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
function keep(key, value) {
  try { localStorage.setItem(key, value); } catch { /* a private window */ }
}

const open = (closed) => closed.forEach((each) => { each.open = true; each.dataset.closed = ""; });
addEventListener("beforeprint", () => open(document.querySelectorAll("details:not([open])")));
addEventListener("afterprint", () => document.querySelectorAll("details[data-closed]").forEach((each) => {
  each.open = false;
  delete each.dataset.closed;
}));

addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("pre, table, .formula")) // what can be scrolled can be reached by key
    if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;

  // The contents say where the reader is, and a page opens where it was left.
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const heads = [...document.querySelectorAll("h2[id]")];
  const place = "coursekit at " + location.pathname;
  if (!location.hash && kept(place)) scrollTo({ top: Number(kept(place)), behavior: "instant" });
  let due = 0;
  const look = () => {
    due = 0;
    const now = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3).at(-1);
    links.forEach((link, id) => (id === encodeURIComponent(now?.id) ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    if (!document.body.classList.contains("lecture")) keep(place, Math.round(scrollY));
  };
  addEventListener("scroll", () => { due ||= setTimeout(look, 200); }, { passive: true });
  look();
  lecture();
  if (innerWidth < 1200) document.querySelector(".contents details")?.removeAttribute("open");
});

// Search the sections of all pages, with all words in any order; those in a heading count more.
function wakeSearch() {
  const [root, sections] = before(), input = root.querySelector("input"), list = root.querySelector("ol");
  const texts = sections.map(([, title, , heading, text]) => [`${title} ${heading}`.toLowerCase(), text.toLowerCase()]);
  input.addEventListener("input", () => {
    const asked = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rated = texts.map(([head, text], i) => {
      const all = asked.every((word) => head.includes(word) || text.includes(word));
      return [all ? asked.reduce((sum, word) => sum + (head.includes(word) ? 10 : 1), 0) : 0, i];
    }).filter(([rate]) => rate && asked.length).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    list.replaceChildren(...rated.slice(0, 8).map(([, i]) => {
      const [page, title, name, heading, text] = sections[i], item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: `${page}.html${name && "#" + name}` });
      const at = Math.max(0, text.toLowerCase().indexOf(asked[0]) - 40);
      link.textContent = heading ? `${title}: ${heading}` : title;
      item.append(link, Object.assign(document.createElement("p"), { textContent: "… " + text.slice(at, at + 120) + " …" }));
      return item;
    }));
    if (asked.length && !rated.length) list.textContent = root.dataset.none;
  });
}

window.coursekit = { wakePicture, wakeQuestion, wakeSearch };
