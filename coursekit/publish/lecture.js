// A page as a lecture: key P, or ?lecture in the address. One block on each screen; a picture fills it and stays alive.
// Arrows, PageDown and space go on, A shows the answer, H a show of hands, C the code, T a countdown, N a window with
// notes and a clock, L the other language, B darkness. At the end of a section stand its questions for a class.

// A block, or in the place of what is written of a section's questions for a class a block for each, which is put there
// as long as the lecture lasts.
function withQuestions(block) {
  if (block.matches(".block")) return block;
  return JSON.parse(block.textContent).map((spec) => {
    const root = make("div"), own = make("section", { className: "block" }, make("h3", {}, WORDS.concept), root);
    mountQuestion(root, spec, -1, () => {});
    root.coursekitClass = forClass(root, spec);
    return Object.assign(own, { coursekitPlace: block });
  });
}

function lecture() {
  const main = document.querySelector("main");
  const bar = make("div", { className: "lecture-bar", hidden: true }), body = document.body;
  const place = make("span"), count = make("span"), down = make("span"), answer = make("div", { className: "lecture-answer" });
  let blocks = [], screens = [], at = 0, notes = null, began = 0, until = 0, clock = 0, came = 0;
  bar.append(place, down, count);
  body.append(bar, answer);
  const find = () => { // when a lecture begins: whoever reads is spared it
    if (!blocks.length) blocks = [...main.querySelectorAll(":scope > .block, :scope > .concept")].flatMap(withQuestions);
    return blocks;
  };
  const on = () => body.classList.contains("lecture");
  const visible = (part) => !part.matches("script, template, .made, .note, details");
  const is = (part, what) => part.matches(what);
  const questions = () => screens[at].parts.filter((part) => is(part, ".ckq")).map((root) => root.coursekitClass);
  const hush = () => { // says whether there was something to hush
    const told = [...main.querySelectorAll(".ckq")].map((root) => root.coursekitClass).filter((question) => question.isTold());
    const was = told.length || answer.firstChild;
    told.forEach((question) => question.tell(false));
    answer.replaceChildren();
    return was;
  };

  const plain = () => { // nothing as another screen has left it
    main.querySelectorAll(".now, .away").forEach((part) => part.classList.remove("now", "away"));
    blocks.forEach((block) => {
      block.removeAttribute("style");
      block.classList.remove("columned", "long");
    });
  };

  // Which parts of which block make a screen: a picture has its own where there is much to read before it, and a long
  // text goes on on the next. A question has one, with what stands before it.
  const cut = () => {
    const room = innerHeight * 0.86, found = [];
    plain();
    for (const block of blocks) {
      block.classList.add("now");
      const parts = [...block.children].filter(visible), head = parts.filter((part) => is(part, "h1, h2, h3")).slice(0, 1);
      const height = (part) => part.getBoundingClientRect().height + 14;
      let screen = [], used = 0, pictured = false;
      const next = () => {
        if (screen.some((part) => !head.includes(part))) found.push({ block, parts: screen, pictured });
        [screen, used, pictured] = [[...head], head.reduce((sum, part) => sum + height(part), 0), false];
      };
      for (const part of parts) {
        if (is(part, ".live")) {
          if (pictured || used > room * 0.3) {
            const last = screen[screen.length - 1]; // a short one says what the picture shows
            const leads = !head.includes(last) && is(last, "p") && height(last) < room * 0.2;
            if (leads) screen.pop();
            next();
            if (leads) screen.push(last);
          }
          pictured = true;
          screen.push(part);
          next();
          continue;
        }
        const second = is(part, ".ckq") && screen.some((other) => is(other, ".ckq")); // hands go up for one at a time
        if (second || (used + height(part) > room && screen.length)) next();
        if (!screen.includes(part)) {
          screen.push(part);
          used += height(part);
        }
      }
      if (screen.some((part) => !head.includes(part)) || (parts.length && parts.length === head.length))
        found.push({ block, parts: screen, pictured });
      block.classList.remove("now");
    }
    return found;
  };

  // Letters and picture as large as the screen allows: first the picture gives way, then what stands beside it gets more
  // room, then letters get smaller. A long output gets columns; what is longer still goes on below.
  const fit = () => {
    const { block, parts, pictured } = screens[at], asks = parts.some((part) => is(part, ".ckq"));
    const beyond = (part) => part.offsetParent && part.scrollWidth > part.clientWidth + 1;
    const fits = () => block.scrollHeight <= block.clientHeight + 1 && ![...block.querySelectorAll("pre, table, .formula")].some(beyond);
    const heights = pictured ? [20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9].map((part) => (innerHeight * part) / 20) : [innerHeight];
    const sizes = [100, 95, 90, 85, 80, 75, 70, 65, 60, 55], ways = [];
    if (asks) sizes.unshift(150, 145, 140, 135, 130, 125, 120, 115, 110, 105); // a question is short, and is read from the last row
    for (const some of [sizes.filter((size) => size > 70), sizes.filter((size) => size <= 70)])
      for (const columned of !pictured && block.querySelector(".output") ? [false, true] : [false])
        for (const size of some)
          for (const side of pictured ? [17, 26] : [17])
            for (const height of heights) ways.push([columned, size, side, height]);
    const found = ways.find(([columned, size, side, height]) => {
      block.classList.toggle("columned", columned);
      block.style.fontSize = size + "%";
      block.style.setProperty("--side", side + "em");
      block.style.setProperty("--lecture-height", height + "px");
      return fits();
    });
    block.classList.toggle("long", !found);
    if (!found) block.style.fontSize = "";
  };
  const turn = (step) => { // a block that is longer than the screen is read to its end first
    const { block } = screens[at], { scrollTop, scrollHeight, clientHeight } = block;
    const left = step > 0 ? scrollHeight - clientHeight - scrollTop : scrollTop;
    if (block.classList.contains("long") && left > 2) block.scrollBy({ top: step * clientHeight * 0.8, behavior: "instant" });
    else show(at + step);
  };
  const title = (block) => (block.querySelector("h2, h1, h3") ?? block).textContent;
  const section = (i) => {
    for (; i >= 0; i--) {
      const head = screens[i].block.querySelector("h1, h2");
      if (head) return head.textContent;
    }
    return document.title;
  };
  const show = (i) => {
    hush();
    body.classList.remove("dark");
    at = Math.max(0, Math.min(i, screens.length - 1));
    const { block, parts } = screens[at];
    main.querySelectorAll(".now, .away").forEach((part) => part.classList.remove("now", "away"));
    block.classList.add("now");
    for (const part of block.children) part.classList.toggle("away", !parts.includes(part));
    fit();
    place.textContent = section(at);
    count.textContent = `${at + 1} / ${screens.length}`;
    history.replaceState(null, "", `?lecture#${at + 1}`);
    tellNotes();
  };
  const begin = (i) => {
    came = scrollY;
    began ||= performance.now();
    body.classList.add("lecture");
    bar.hidden = false;
    find().forEach((block) => block.coursekitPlace?.before(block));
    screens = cut();
    show(i < 0 ? screens.findIndex(({ block }) => block === blocks[-1 - i]) : i);
    clock ||= setInterval(tick, 500);
  };
  const end = () => {
    body.classList.remove("lecture", "dark");
    bar.hidden = true;
    hush();
    main.querySelectorAll(".ckq").forEach((root) => root.coursekitClass.end());
    notes?.close();
    plain();
    history.replaceState(null, "", location.pathname);
    blocks.forEach((block) => block.coursekitPlace && block.remove());
    const before = blocks.slice(0, blocks.indexOf(screens[at].block) + 1);
    before.filter((block) => block.isConnected).pop().scrollIntoView({ behavior: "instant" });
    if (document.fullscreenElement) document.exitFullscreen();
  };

  const two = (n) => String(Math.floor(n)).padStart(2, "0");
  const minutes = (ms) => `${two(ms / 60000)}:${two((ms / 1000) % 60)}`;
  const tick = () => {
    down.textContent = until ? minutes(Math.max(0, until - performance.now())) : "";
    if (!notes || notes.closed) return;
    notes.document.querySelector("#clock").textContent = [minutes(performance.now() - began), down.textContent].filter(Boolean).join(" · ");
  };
  const folded = (block) => [...block.querySelectorAll("details:not(.made)")].map((fold) => {
    const copy = fold.cloneNode(true);
    copy.querySelector("summary").remove();
    return copy.innerHTML;
  }).join("");
  const tellNotes = () => {
    if (!notes || notes.closed) return;
    const { block } = screens[at], put = (name, words) => { notes.document.querySelector(name).innerHTML = words; };
    put("#notes", [...block.querySelectorAll("template.notes")].map((part) => part.innerHTML).join(""));
    put("#answer", folded(block) + [...block.querySelectorAll(".ckq")].map((root) => root.coursekitClass.answer).join(""));
    notes.document.querySelector("#next").textContent = screens[at + 1] ? title(screens[at + 1].block) : "–";
  };
  const openNotes = () => {
    notes = window.open("", "coursekit-notes", "width=520,height=700");
    if (!notes) return;
    notes.document.title = document.title;
    notes.document.documentElement.lang = document.documentElement.lang;
    notes.document.body.innerHTML = '<p id="clock"></p><div id="notes"></div><div id="answer"></div><hr><p>→ <b id="next"></b></p>';
    notes.document.body.style.cssText = "font: 20px/1.5 system-ui; margin: 1rem";
    notes.document.addEventListener("keydown", press);
    tellNotes();
    tick();
  };

  const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
  const keys = {
    a: () => {
      if (hush()) return fit();
      questions().forEach((question) => question.tell(true));
      answer.insertAdjacentHTML("beforeend", folded(screens[at].block));
      fit();
    },
    h: () => {
      questions().forEach((question) => question.count());
      fit();
    },
    c: () => {
      const code = screens[at].block.querySelector(".made");
      if (answer.firstChild || !code) return answer.replaceChildren();
      answer.append(code.querySelector(".highlight").cloneNode(true));
    },
    t: () => { until = until ? 0 : performance.now() + 120_000; tick(); },
    n: openNotes,
    b: () => body.classList.toggle("dark"),
    ".": () => body.classList.toggle("dark"), // as clickers have it
    l: () => document.querySelector(".tongues a")?.click(),
    Escape: () => document.fullscreenElement || (hush() ? fit() : end()), // of a large picture it is the browser's
    Home: () => show(0),
    End: () => show(screens.length - 1),
  };
  function press(event) {
    const { target, key } = event, within = (what) => target.closest?.(what);
    if (event.ctrlKey || event.metaKey || event.altKey || within("select, textarea, input:not([type=range], [type=checkbox], [type=number])")) return;
    const name = key.length === 1 ? key.toLowerCase() : key;
    if (name === "p") return on() ? end() : begin(-1 - Math.max(0, find().findIndex((block) => block.getBoundingClientRect().bottom > 80)));
    if (!on()) return;
    const value = within("input[type=range]") ? /^(Arrow|Home|End)/.test(name) : within("input[type=number]") && /^(Home|End|\.)/.test(name);
    if (value || (name === " " && within("button, summary, [type=checkbox]"))) return; // these keys are the control's
    if (name in steps) turn(steps[name]);
    else if (name in keys) keys[name]();
    else return;
    event.preventDefault();
  }
  addEventListener("keydown", press);
  addEventListener("keydown", (event) => { // before a picture, whose own T is for its numbers
    if (!on() || event.key.toLowerCase() !== "t") return;
    press(event);
    if (event.defaultPrevented) event.stopPropagation();
  }, true);
  addEventListener("pagehide", () => notes?.close());
  addEventListener("resize", () => { // the same words, on whatever screen they now are
    if (!on()) return;
    const was = screens[at].parts, first = was.find((part) => !is(part, "h1, h2, h3")) ?? was[0];
    screens = cut();
    show(screens.findIndex(({ parts }) => parts.includes(first)));
  });
  const asked = new URLSearchParams(location.search);
  if (asked.has("lecture")) {
    begin(brought?.has("block") ? -1 - brought.get("block") : (parseInt(location.hash.slice(1)) || 1) - 1);
    if (brought?.has("screen")) show(at + Number(brought.get("screen")));
  }
  // Which screen of which block is shown: in another language a text may be cut elsewhere.
  return () => (on() ? { block: blocks.indexOf(screens[at].block), screen: at - screens.findIndex(({ block }) => block === screens[at].block) } : {});
}
