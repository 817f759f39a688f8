// The pictures and questions of a page come alive one by one, each as soon as all of it is there.

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
document.documentElement.classList.add("js");

// Who comes from the same page in another language brings along, in the address, what was left there: the place, the
// pictures, the answers. Both pages have the same parts in the same order. So does who loads the page again.
const LEFT = "coursekit left " + location.pathname;
const along = location.hash.startsWith("#?") ? location.hash.slice(2) : reloaded();
const brought = along ? new URLSearchParams(along) : null;
if (location.hash.startsWith("#?")) history.replaceState(null, "", location.href.replace(/#.*/, ""));
function reloaded() {
  try { return performance.getEntriesByType("navigation")[0]?.type === "reload" ? sessionStorage.getItem(LEFT) : null; } catch { return null; }
}
addEventListener("pagehide", () => {
  try { sessionStorage.setItem(LEFT, new URLSearchParams(taken())); } catch { /* nothing is kept */ }
});
const states = []; // of each picture: its places, told by a function
const PARTS = "main h2, main h3, main .live, main .question, main .cell, main details:not(.made)";
const folds = () => [...document.querySelectorAll("main details")];

let lectured = () => ({});

function taken() {
  const all = [...document.querySelectorAll(PARTS)], above = (part) => part.getBoundingClientRect().top < innerHeight / 8;
  const last = all.filter((part) => part.offsetParent && above(part)).pop();
  const told = { answers: [...document.querySelectorAll(".question")].map((root) => root.coursekitChosen ?? -1).join(".") };
  if (last) Object.assign(told, { part: all.indexOf(last), top: Math.round(last.getBoundingClientRect().top) });
  states.forEach((state, i) => { told["picture-" + (i + 1)] = state().join("."); });
  told.folds = folds().flatMap((fold, i) => (fold.open ? [i] : [])).join(".");
  return Object.assign(told, lectured());
}
const whole = (text) => (text ? text.split(".").map(Number) : []);
function bring() {
  whole(brought.get("folds")).forEach((i) => { if (folds()[i]) folds()[i].open = true; });
  const part = document.querySelectorAll(PARTS)[brought.get("part")];
  if (part) scrollTo({ top: scrollY + part.getBoundingClientRect().top - brought.get("top"), behavior: "instant" });
}
addEventListener("click", ({ target }) => {
  const link = target.closest?.(".tongues a");
  if (!link) return;
  link.search = location.search;
  link.hash = "?" + new URLSearchParams(taken());
}, true);

// The element before a script of the page, and what is written in it as JSON.
function before() {
  const root = document.currentScript.previousElementSibling;
  return [root, JSON.parse(root.querySelector("script").textContent)];
}

// A picture is there for wide and for narrow pages. Where the wide ones stand in a file beside the page, it is loaded
// where they are seen, and a picture that is there before it waits. Where it never comes, the narrow ones are shown.
const waiting = [], again = [];
let kind = matchMedia("(max-width: 600px)").matches ? ".for-narrow" : ".for-wide", beside = null, pictures = 0;
if (WIDE && kind === ".for-wide") document.head.append(make("script", { src: WIDE, async: true, onerror: takeNarrow }));

function takeWide(all) {
  beside = all;
  wakeWaiting();
}
function takeNarrow() {
  kind = ".for-narrow";
  document.documentElement.classList.add("narrow");
  wakeWaiting();
}

// The text that is read stays where it is.
function reading() {
  const parts = [...document.querySelectorAll(`${PARTS}, main p, main li, main pre`)];
  const part = parts.find((each) => each.getBoundingClientRect().bottom > 0), top = part?.getBoundingClientRect().top;
  return () => { if (part) scrollBy({ top: part.getBoundingClientRect().top - top, behavior: "instant" }); };
}
function wakeWaiting() {
  const stay = reading();
  waiting.splice(0).forEach((wake) => wake());
  stay();
}

// A page that began wide takes the others when it gets narrow, where letters of wide ones would be tiny, and its own when
// it is wide again; one that began narrow has no others.
const narrowNow = matchMedia("(max-width: 600px)"), beganWide = kind === ".for-wide";
narrowNow.addEventListener("change", () => {
  if (!beganWide || document.documentElement.classList.contains("narrow")) return;
  const stay = reading();
  kind = narrowNow.matches ? ".for-narrow" : ".for-wide";
  again.forEach((wakeAgain) => wakeAgain?.());
  wakeWaiting();
  stay();
});

function wakePicture() {
  const root = document.currentScript.previousElementSibling, number = pictures++;
  const told = () => {
    const text = root.querySelector(`${kind} script`).textContent;
    return text ? JSON.parse(text) : beside?.[number];
  };
  if (told()) wake(root, number, told());
  else waiting.push(() => wake(root, number, told()));
}

function wake(root, number, told, values = null) {
  const both = root.coursekitBoth ??= kind === ".for-wide" && { wide: told, narrow: root.querySelector(".for-narrow") };
  const { spec, start, stills, packed, resting, images, names } = JSON.parse(inflate(told));
  const frame = unpack(packed, spec.pictures.length, STEPS);
  const seen = [...root.querySelectorAll(`${kind} image`)].map((image) => image.getAttribute("href"));
  let at = start;
  const image = (_, i) => `"${typeof images[i] === "number" ? seen[images[i]] : images[i]}"`;
  for (const still of stills.flat()) still.svg = still.svg.replace(/"@(\d+)"/g, image);
  root.querySelectorAll(`${kind} .plain .ck-stage`).forEach((stage, i) => { // what is seen without a script is not sent twice
    const drawn = stage.querySelector("svg");
    drawn?.setAttribute("class", "ck-still");
    if (drawn) stills[resting][i].drawn = drawn;
  });
  root.replaceChildren();
  const choose = ({ id, at: places }) => {
    at = places;
    const found = frame(spec.controls.reduce((sum, { name, texts }) => sum * texts.length + at[name], 0));
    return view.show({ stills: stills[found.still], glyphs: {}, frame: { ...found, at, answers: id, took: 0 } });
  };
  const view = mount(root, spec, choose, false, dresser(names));
  states[number] = () => spec.controls.map(({ name }) => at[name]);
  const places = brought?.has(root.id) ? whole(brought.get(root.id)) : [];
  const left = Object.fromEntries(spec.controls.map(({ name, texts }, i) => [name, places[i] in texts ? places[i] : start[name]]));
  const go = () => {
    const asked = values ?? askedFor(root.id);
    values = null;
    if (asked) choose({ at: placesOf(spec.controls, asked, start) });
    return asked;
  };
  const seenAt = () => new URLSearchParams(spec.controls.map(({ name, texts }) => [name, spelled(texts[at[name]])]));
  root.querySelector(".ck-tools").append(linker(root, seenAt));
  again[number] = both && (() => {
    const now = seenAt(), narrow = kind === ".for-narrow";
    root.replaceChildren(...(narrow ? [both.narrow.cloneNode(true)] : []));
    wake(root, number, narrow ? JSON.parse(both.narrow.querySelector("script").textContent) : both.wide, now);
  });
  if (go()) addEventListener("load", () => root.scrollIntoView({ behavior: "instant" }));
  else choose({ at: left });
  addEventListener("hashchange", () => go() && root.scrollIntoView());
}

// The name of a line looks in a sentence as the line does in the picture.
function dresser(names) {
  const known = Object.keys(names).sort((a, b) => b.length - a.length), letter = /[a-z]/i;
  const any = new RegExp(`(${known.map((name) => name.replace(/[^\w\s]/g, "\\$&")).join("|")})`, "i");
  return (words) => (known.length ? words.split(any) : [words]).map((part, i, all) => {
    const inside = i % 2 && (letter.test(all[i - 1].slice(-1)) || letter.test(all[i + 1].slice(0, 1)));
    return i % 2 && !inside ? make("span", { className: names[part.toLowerCase()], textContent: part }) : part;
  });
}

// An address can ask for a picture as it looks at some values: #picture-3?h=1e-12&f=sin.
function askedFor(id) {
  const [name, values] = location.hash.slice(1).split("?");
  return name === id && values ? new URLSearchParams(values) : null;
}
const spelled = (text) => text.replace(/\u2212/g, "-").trim();
function placesOf(controls, asked, start) {
  return Object.fromEntries(controls.map(({ name, texts }) => {
    if (!asked.has(name)) return [name, start[name]];
    const value = spelled(asked.get(name)), same = texts.findIndex((text) => spelled(text) === value);
    const all = texts.map((text) => parseFloat(spelled(text))), wish = parseFloat(value);
    const log = wish > 0 && all.every((each) => each > 0); // as on a scale of powers
    const off = all.map((each) => Math.abs(log ? Math.log(each / wish) : each - wish));
    const near = off.indexOf(Math.min(...off)); // -1 where one of them is no number
    return [name, same >= 0 ? same : near >= 0 ? near : start[name]];
  }));
}

// A button that puts the address of a picture as it looks now into the address bar, and copies it where it may.
function linker(root, values) {
  const button = make("button", { type: "button", className: "ck-link", textContent: WORDS.link });
  button.addEventListener("click", async () => {
    history.replaceState(null, "", `#${root.id}?${values()}`);
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    button.textContent = copied ? WORDS.copied : WORDS.above;
    setTimeout(() => { button.textContent = WORDS.link; }, 4000);
  });
  return button;
}

function wakeQuestion() {
  const [root, spec] = before();
  const key = "coursekit " + spec.asked, number = document.querySelectorAll(".question").length - 1;
  const told = whole(brought?.get("answers"))[number], carried = told in spec.answers ? told : -1;
  const earlier = kept(key), given = earlier in spec.answers ? earlier : carried < 0 ? null : carried;
  root.replaceChildren();
  mountQuestion(root, spec, given === null ? -1 : Number(given), (place) => {
    root.coursekitChosen = place;
    keep(key, place);
  });
  root.coursekitChosen = given === null ? -1 : Number(given);
  root.coursekitClass = forClass(root, spec);
  if (carried >= 0) keep(key, carried); // where pages from a folder do not share what is kept
}

// The reader's own browser remembers, and nobody else; where it may not, nothing is remembered.
function kept(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
function keep(key, value) {
  try { localStorage.setItem(key, value); } catch { /* a private window */ }
}
// Who shares a browser, or wants to predict anew, lets it forget: what was answered on all pages, and where they were left.
function forgetter() {
  const button = make("button", { type: "button", textContent: WORDS.forget });
  button.addEventListener("click", () => {
    try { Object.keys(localStorage).filter((key) => key.startsWith("coursekit ")).forEach((key) => localStorage.removeItem(key)); } catch { /* nothing is kept */ }
    location.replace(location.pathname + location.search);
  });
  return make("p", { className: "forget" }, button);
}

const open = (closed) => closed.forEach((each) => { each.open = true; each.dataset.closed = ""; });
const tell = (told) => document.querySelectorAll(".question").forEach((root) => root.coursekitClass?.tell(told));
addEventListener("beforeprint", () => { // paper has every answer
  open(document.querySelectorAll("details:not([open])"));
  tell(true);
});
addEventListener("afterprint", () => {
  tell(false);
  document.querySelectorAll("details[data-closed]").forEach((each) => {
    each.open = false;
    delete each.dataset.closed;
  });
});

addEventListener("DOMContentLoaded", () => {
  setTimeout(() => { // what can be scrolled can be reached by key
    for (const part of document.querySelectorAll("pre, table, .formula"))
      if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
  });

  // The contents say where the reader is, and a page opens where it was left.
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.getAttribute("href").slice(1), link]));
  const heads = [...document.querySelectorAll("h2[id]")];
  const place = "coursekit at " + location.pathname;
  if (brought) bring();
  else if (!location.hash && kept(place)) scrollTo({ top: Number(kept(place)), behavior: "instant" });
  let due = 0, stay = reading(), width = innerWidth;
  const look = () => {
    due = 0;
    stay = reading();
    const now = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3).pop();
    links.forEach((link, id) => (id === now?.id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    if (!document.body.classList.contains("lecture")) keep(place, Math.round(scrollY));
  };
  addEventListener("scroll", () => { due ||= setTimeout(look, 200); }, { passive: true });
  addEventListener("resize", () => { // also where a phone is turned; its bars come and go as it scrolls
    if (innerWidth !== width && !document.body.classList.contains("lecture")) stay();
    width = innerWidth;
  });
  look();
  lectured = lecture();
  const main = document.querySelector("main");
  if (main.querySelector(".question")) main.insertBefore(forgetter(), main.querySelector(":scope > .around"));
  if (brought) { // that has moved the text, and so do pictures that come alive
    bring();
    addEventListener("load", () => setTimeout(bring));
  }
});

// Search the sections of all pages, with all words in any order; those in a heading count more. A word may be written as
// in a formula, in code or in a sentence: x² and x^2, f'(x) and f′(x), with a sign of the sentence behind it.
const bare = (words) => words.normalize("NFKC").toLowerCase().replace(/[′’]/g, "'").replace(/−/g, "-").replace(/\^/g, "");
const WITHOUT = /^["“”‘(（]+|["“”.,:;?!。，：；？！、)）]+$/g;
function wakeSearch() {
  const [root, told] = before(), sections = JSON.parse(inflate(told)), input = root.querySelector("input"), list = root.querySelector("ol");
  const texts = sections.map(([, title, , heading, text]) => [bare(`${title} ${heading}`), bare(text)]);
  const sheet = ([, i]) => sections[i][0].endsWith("_exercises"); // after the lesson
  input.addEventListener("input", () => {
    const asked = bare(input.value).split(/\s+/).map((word) => word.replace(WITHOUT, "") || word).filter(Boolean);
    const rated = texts.map(([head, text], i) => {
      const all = asked.every((word) => head.includes(word) || text.includes(word));
      return [all ? asked.reduce((sum, word) => sum + (head.includes(word) ? 10 : 1), 0) : 0, i];
    }).filter(([rate]) => rate && asked.length).sort((a, b) => b[0] - a[0] || sheet(a) - sheet(b) || a[1] - b[1]);
    list.replaceChildren(...rated.slice(0, 8).map(([, i]) => {
      const [page, title, name, heading, text] = sections[i], item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: `${page}.html${name && "#" + name}` });
      const at = Math.max(0, texts[i][1].indexOf(asked[0]) - 40);
      link.textContent = heading ? title + WORDS.colon + heading : title;
      item.append(link, Object.assign(document.createElement("p"), { textContent: "… " + text.slice(at, at + 120) + " …" }));
      return item;
    }));
    if (asked.length && !rated.length) list.textContent = root.dataset.none;
  });
}

/** Fold the contents where they stand above the lesson, not beside it. */
function fold() {
  if (innerWidth < 1200) document.querySelector(".contents details").open = false;
}

window.coursekit = { fold, wakePicture, takeWide, wakeQuestion, wakeSearch };
