// The page's side of coursekit.live: controls, what stands still, what moves. A frame that the kernel has drawn ahead is
// shown at once; else the kernel is asked, and while it has not answered, only the newest value waits. So nothing queues,
// however fast the hand.

const FRONT = 12, BACK = 4; // places to know in advance while the hand moves; at rest it is the whole control
const WIDE = 200; // places of a control at most
const LETTERS = 4e6; // of frames that are remembered
const REST = 250; // ms without a move, until the kernel is told where a remembered picture came to rest
const BYTES = 235; // a millisecond, of what the kernel is asked for: with what it draws ahead, below 400
// All pictures of a page share one way: when the next question may go. Each picture comes with a script of its own.
const pace = (globalThis[Symbol.for("coursekit.pace")] ??= { free: 0 });

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// A line may not end between a number and its sign, its unit or its partner in a point.
const unbroken = (text) => text
  .replace(/ ([=≈<>≤≥]) (?=[\d([−.])/g, "\u00a0$1\u00a0")
  .replace(/ ([·×]) (?=\S)/g, "\u00a0$1\u00a0")
  .replace(/ ([+−]) (?=[\d(−.])/g, " $1\u00a0") // a long sum may end a line before its sign
  .replace(/[([][−\d., ]{1,60}[)\]]/g, (point) => point.replaceAll(" ", "\u00a0"))
  .replace(/(\d) (?=(%|°|[a-zA-Z]{1,2}[²³]?|steps?|degrees)(?![\w]))/g, "$1\u00a0")
  .replace(/(\d) (?=\p{Script=Han})/gu, "$1\u00a0");

// The same, as nodes that `dress` makes of it: 1e-16 is in one line, too.
const inLines = (text, dress) => unbroken(text).split(/(\b\d[\d.]*e-\d+)/)
  .flatMap((part, i) => (i % 2 ? make("span", { className: "ck-whole", textContent: part }) : dress(part)));

// Build the picture in `root`. `ask({id, at, ahead})` is called with the place of every control when the hand moves one; the
// answer comes back through the returned `show(state)`. Where `foresees`, it is called, too, with places that are to be
// drawn `ahead`: these come through `foretold(states, epoch)`. `dress` makes of a sentence what is to be seen of it.
export function mount(root, spec, ask, foresees = false, dress = (words) => [words]) {
  const id = "ck" + Math.random().toString(36).slice(2, 8);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const inputs = {}, words = spec.words;
  let at = {}, wanted = null, stills = null, glyphs = {}, spoken = "", timer = 0, patience = 0, shown = Promise.resolve();
  const asked = new Map(), overdue = new Map(); // each open question: when it was asked, and after which move
  let trip = 50, took = 10, weight = 0, stillWeight = 0; // of an answer: ms, ms to draw it, bytes, and of what stands still
  const seen = memory(LETTERS), pending = new Set(); // pending: places that are asked for ahead
  let frames = [], hush, latest = null, told = {}, motion = null, rest = 0, moves = 0, painted = 0;
  let epoch = 0, redrawn = false, sure = false, refused = false; // a cell that runs begins a new epoch; whether a remembered frame is what the kernel would send

  const nameOf = (places) => spec.controls.map(({ name }) => places[name]).join();
  const forget = () => {
    sure = false;
    seen.forget();
    pending.clear();
  };
  const remember = (state) => {
    if (foresees && !seen.keep(nameOf(state.frame.at), state)) forget(); // one place, two pictures
  };

  // Questions: at most as many as there is time for on the way, and one of them drawn at a time.
  const room = () => Math.max(trip < 100 ? 2 : 1, Math.min(8, Math.floor(trip / Math.max(1.5 * took, 25))));
  const send = () => {
    if (!wanted || asked.size >= room()) return;
    const now = performance.now();
    if (foresees && now < pace.free) return void setTimeout(send, pace.free - now + 1);
    const question = { id: `${id}-${moves}-${Math.round(now)}`, at: wanted };
    if (motion && (Math.abs(motion.jump) < 3 || trip > 100)) question.ahead = line(motion, FRONT, BACK);
    wanted = null;
    told = question.at;
    const expected = weight + (redrawn ? stillWeight : 0);
    redrawn = false;
    asked.set(question.id, { when: now, move: moves, expected });
    pace.free = now + expected / BYTES;
    clearTimeout(rest);
    clearTimeout(patience);
    patience = setTimeout(() => {
      late.textContent = words.late;
      asked.forEach((question, name) => overdue.set(name, question)); // one that is lost holds up no other
      asked.clear();
      forget(); // where nobody answers, nobody knows what is right
    }, 3000);
    pending.clear();
    question.ahead?.forEach((places) => pending.add(nameOf(places)));
    ask(question);
  };

  // The places along a control that are not known, nearest first, both ways.
  const line = ({ name, jump }, front, back) => {
    const { last, ahead } = inputs[name], step = jump || 1, found = [];
    if (!foresees || refused || !ahead) return found;
    for (let i = 1; i <= front; i++)
      for (const [far, count] of [[i * step, front], [-i * Math.sign(step), back]]) {
        const index = at[name] + far, places = { ...at, [name]: index };
        if (i <= count && index >= 0 && index <= last && !seen.has(nameOf(places))) found.push(places);
      }
    return found;
  };
  const foresee = (wide) => {
    if (!motion || asked.size || document.hidden) return;
    const list = wide ? line({ name: motion.name, jump: Math.sign(motion.jump) }, WIDE, WIDE) : line(motion, FRONT, BACK);
    if (list.slice(0, FRONT / 2).every((places) => pending.has(nameOf(places)))) return; // known, or on their way
    pending.clear();
    list.forEach((places) => pending.add(nameOf(places)));
    ask({ ahead: list });
  };
  const near = (name) => { // a hand that comes near will move
    if (motion?.name !== name) motion = { name, jump: 1 };
    foresee(true);
  };

  const moved = (name, jump) => {
    moves++;
    redrawn ||= !inputs[name].ahead; // what stands still will be another one
    motion = jump ? { name, jump } : null;
    const known = sure && seen.get(nameOf(at));
    clearTimeout(rest);
    if (!known) {
      wanted = { ...at };
      return send();
    }
    wanted = null;
    painted = moves;
    show(known, moves);
    rest = setTimeout(settle, REST);
    foresee(false);
  };
  const moveAll = (places, plane) => { // the hand holds a point; in a plane nothing is drawn ahead along a line
    let most = ["", 0];
    for (const [name, place] of Object.entries(places)) {
      const jump = inputs[name].place(place);
      if (Math.abs(jump) > Math.abs(most[1])) most = [name, jump];
    }
    moved(most[0], plane ? 0 : most[1]);
  };
  const settle = () => { // the kernel must know where a remembered picture came to rest
    clearTimeout(rest);
    if (nameOf(at) !== nameOf(told)) wanted = { ...at };
    send();
    if (!asked.size) foresee(true);
  };

  const controls = make("div", { className: "ck-controls" });
  for (const { name, kind, label, texts, play, ahead } of spec.controls) {
    const input = make(kind === "menu" ? "select" : "input", { id: `${id}-${name}` });
    const output = make("output", { htmlFor: input.id });
    output.setAttribute("aria-hidden", "true"); // the control itself says its value
    const place = (index) => {
      const jump = index - at[name];
      at[name] = index;
      if (kind === "switch") input.checked = index === 1;
      else if (kind === "menu") input.selectedIndex = index;
      else {
        input.value = index;
        input.setAttribute("aria-valuetext", texts[index]);
      }
      if (kind !== "menu") output.textContent = texts[index];
      return jump;
    };
    if (kind === "menu") input.append(...texts.map((text) => make("option", { textContent: text })));
    else if (kind === "switch") Object.assign(input, { type: "checkbox", role: "switch" });
    else Object.assign(input, { type: "range", min: 0, max: texts.length - 1, step: 1 });
    input.addEventListener("input", () => {
      const index = kind === "switch" ? input.checked : kind === "menu" ? input.selectedIndex : input.value;
      moved(name, place(Number(index)));
    });
    for (const event of ["focus", "pointerenter"]) input.addEventListener(event, () => near(name));
    const end = make("span", {}, output);
    if (play) end.append(player(label, () => at[name], (index) => moved(name, place(index)), texts.length - 1));
    const parts = { menu: [input], switch: [make("span", { className: "ck-switch" }, input, end)] }[kind] ?? [input, end];
    controls.append(make("label", { htmlFor: input.id, textContent: label }), ...parts);
    inputs[name] = { place, ahead, last: texts.length - 1, where: () => at[name], input, label };
  }

  // A button that walks a slider to its end; where the reader wants little motion, one press is one step.
  function player(label, where, go, last) {
    let clock = 0;
    const button = make("button", { type: "button" });
    const stop = () => {
      clearInterval(clock);
      clock = 0;
      button.textContent = calm.matches ? words.step : words.play;
      button.setAttribute("aria-label", button.textContent + words.colon + label);
    };
    const step = () => {
      if (!button.isConnected || where() === last) return stop();
      if (!asked.size || calm.matches) go(where() + 1); // a step that is asked for is not lost; the clock's steps wait
    };
    button.addEventListener("click", () => {
      if (clock) return stop();
      if (where() === last) go(0);
      if (calm.matches) return step();
      clock = setInterval(step, 200);
      button.textContent = words.pause;
      button.setAttribute("aria-label", words.pause + words.colon + label);
    });
    stop();
    return button;
  }

  const target = make("p", { className: "ck-target", hidden: !spec.target });
  const state = make("strong");
  target.append(words.target, ...inLines(spec.target, (part) => [part]), " ", state);

  const pictures = make("div", { className: "ck-pictures" });
  const views = spec.pictures.map(({ width, height, shown }) => {
    const stage = make("div", { className: "ck-stage", role: "img" });
    stage.style.setProperty("--width", shown + "px");
    stage.style.setProperty("--ratio", width / height);
    stage.innerHTML = `<img class="ck-still" alt=""><svg viewBox="0 0 ${width} ${height}" aria-hidden="true"></svg>`;
    const caption = make("figcaption");
    const problem = make("div", { className: "ck-problem", hidden: true });
    stage.append(problem);
    pictures.append(make("figure", {}, stage, caption));
    const hold = holder(stage, width, height, { controls: inputs, move: moveAll, near });
    return { stage, caption, problem, hold, svg: stage.querySelector("svg") };
  });
  const late = make("p", { className: "ck-late", role: "status" });
  const status = make("div", { className: "ck-status", role: "status" });
  const letters = make("div");
  letters.innerHTML = '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs></defs></svg>';
  root.classList.add("ck");
  const tables = make("div", { className: "ck-table", role: "group", ariaLabel: words.table, tabIndex: 0, hidden: true });
  const sound = sounds(), [tableButton, soundButton] = [table(), heard()];
  const tools = make("div", { className: "ck-tools" }, larger(), tableButton, soundButton);
  const body = make("div", { className: "ck-body" }, controls, target, pictures, late, tools, tables);
  body.classList.toggle("ck-one", views.length === 1);
  root.append(body, status, letters);
  for (const control of root.querySelectorAll("input, select, button"))
    control.dataset.lmSuppressShortcuts = "true"; // the arrow keys are the slider's, not JupyterLab's

  // A key does what its button does, wherever the hand is in the picture; a menu takes letters for itself.
  function onKey(letter, button, act) {
    button.addEventListener("click", act);
    root.addEventListener("keydown", (event) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.target.tagName !== "SELECT";
      if (button.hidden || !plain || event.key.toLowerCase() !== letter) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    return button;
  }

  // The numbers as tables, below the picture; that they are there is said once, and they follow in silence.
  function table() {
    const button = make("button", { type: "button", textContent: words.table, ariaExpanded: "false" });
    return onKey("t", button, () => {
      tables.hidden = !tables.hidden;
      button.ariaExpanded = String(!tables.hidden);
      tabulate();
      if (!tables.hidden) status.textContent = words.opened;
    });
  }
  function tabulate() {
    if (tables.hidden) return;
    const values = spec.controls.map(({ name, label, texts }) => [label, texts[at[name]]]);
    writeTables(tables, frames.flatMap(({ numbers }, i) => tablesOf(
      [...(i ? [] : values), ...(numbers?.texts ?? [])], stills[i].labels ?? [],
      [...(stills[i].lines ?? []), ...(numbers?.lines ?? [])], words,
    )).filter(([, , rows]) => rows.length));
  }

  // Nothing sounds before it is asked for, nor where nobody looks.
  function heard() {
    const button = make("button", { type: "button", textContent: words.sound, hidden: !words.sound, ariaPressed: "false" });
    const toggle = () => {
      if (sound.on) sound.stop();
      else sound.start();
      document[sound.on ? "addEventListener" : "removeEventListener"]("visibilitychange", hush);
      button.ariaPressed = String(sound.on);
      play();
    };
    hush = (event) => {
      if (!sound.on || (event?.type === "visibilitychange" && !document.hidden)) return;
      event?.stopPropagation();
      toggle();
    };
    root.addEventListener("keydown", (event) => event.key === "Escape" && hush(event));
    return onKey("s", button, toggle);
  }
  function play() {
    if (!sound.on) return;
    frames.forEach(({ numbers, grips }, i) => {
      const place = grips?.[0]?.at;
      sound.play(numbers ?? {}, place ? 2 * place[0] / spec.pictures[i].width - 1 : 0);
    });
  }

  // A button, and the key F, that give the picture the whole screen, and take it back.
  function larger() {
    const button = make("button", { type: "button", className: "ck-larger", hidden: !document.fullscreenEnabled });
    const toggle = () => (document.fullscreenElement === root ? document.exitFullscreen() : root.requestFullscreen());
    const name = () => { button.textContent = document.fullscreenElement === root ? words.smaller : words.larger; };
    root.addEventListener("fullscreenchange", name);
    name();
    return onKey("f", button, toggle);
  }

  const paint = (view, picture, still, png) => {
    if (png) {
      view.stage.querySelector(".ck-still").replaceWith(png);
      view.stage.classList.toggle("ck-full", Boolean(still.full));
      view.svg.innerHTML = "<g></g>" + still.over.map((over) => `<g>${over}</g><g></g>`).join("");
    }
    picture.layers.forEach((layer, i) => {
      const group = view.svg.children[2 * i];
      if (group) group.innerHTML = layer;
    });
    if (picture.grips) view.hold(picture.grips); // where a picture fails, they stay where they are
    view.problem.hidden = !picture.problem;
    view.problem.textContent = picture.problem ? picture.words : "";
    view.caption.replaceChildren(...(picture.problem ? [] : inLines(picture.words, dress)));
    view.stage.setAttribute("aria-label", picture.words);
  };

  const learn = (more) => {
    if (Object.keys(more).every((key) => key in glyphs)) return;
    glyphs = { ...glyphs, ...more };
    letters.querySelector("defs").innerHTML = Object.entries(glyphs).map(([key, d]) => `<path id="${key}" d="${d}"/>`).join("");
  };

  // Show a state. A new still part is decoded first, so that the old one stays until both can change at once.
  const paintAll = async ({ stills: newStills, glyphs: newGlyphs, frame }, move) => {
    const images = await Promise.all(newStills.map(async (still, i) => {
      if (still.drawn && still !== stills?.[i]) return still.drawn; // as a page without a kernel shows it at once
      if (still.svg && still !== stills?.[i]) { // such a page has it as lines and letters
        const { width, height } = spec.pictures[i], holder = make("div");
        holder.innerHTML = `<svg class="ck-still" viewBox="0 0 ${width} ${height}" aria-hidden="true">${still.svg}</svg>`;
        return holder.firstChild;
      }
      const before = stills?.[i];
      if (!still.png || (before && before.png === still.png && before.over.join() === still.over.join())) return null;
      const image = make("img", { className: "ck-still", alt: "", src: still.png });
      await image.decode();
      return image;
    }));
    if (move < painted) return; // a newer one is there: a remembered one, or two messages came in another order
    painted = move;
    learn(newGlyphs);
    frame.pictures.forEach((picture, i) => paint(views[i], picture, newStills[i], images[i]));
    stills = newStills;
    frames = frame.pictures;
    tabulate();
    play();
    const reached = Number(Boolean(frame.reached));
    state.textContent = "○✓"[reached] + " " + words.reached[reached];
    if (frame.reached) root.dispatchEvent(new CustomEvent("coursekit-reached", { bubbles: true })); // a question may wait for it
    const said = [...frame.pictures.map((picture) => picture.words), ...(spec.target ? [words.status[reached]] : [])].join(" ");
    if (said === spoken) return;
    clearTimeout(timer); // a screen reader hears where the slider came to rest, not every step
    if (spoken) timer = setTimeout(() => { status.textContent = said; }, 700);
    spoken = said;
  };
  const show = (state, move) => { // one after the other, since a new still part takes its time
    const done = shown.then(() => paintAll(state, move));
    shown = done.catch(() => {});
    return done;
  };

  // Take an answer of the kernel's, or what it says unasked, when Python moves a control.
  const answer = async (state) => {
    const { at: places, answers, took: time } = state.frame, question = asked.get(answers) ?? overdue.get(answers);
    weight = 1000 + JSON.stringify(state.frame).length;
    const fresh = state.stills !== latest?.stills;
    if (fresh) stillWeight = JSON.stringify(state.stills).length;
    const more = weight + (fresh ? stillWeight : 0) - (question?.expected ?? Infinity); // than was expected
    if (more > 0) pace.free = Math.max(pace.free, performance.now()) + more / BYTES;
    latest = state;
    remember(state);
    if (question) {
      asked.delete(answers);
      overdue.delete(answers);
      trip = performance.now() - question.when;
      took = time ?? took;
    } else {
      for (const { name } of spec.controls) if (places[name] !== told[name]) inputs[name].place(places[name]);
      if (nameOf(at) !== nameOf(places)) wanted = { ...at }; // what the hand has moved meanwhile stays where it is
    }
    if (!asked.size) {
      told = places;
      clearTimeout(patience);
    }
    late.textContent = "";
    await show(state, question ? question.move : moves);
    send();
    if (!wanted && !asked.size) {
      clearTimeout(rest);
      rest = setTimeout(settle, REST);
    }
  };
  root.addEventListener("focusout", settle); // the next thing may be a cell that asks for the values

  // Take frames that were drawn ahead. In a new epoch those of the last are forgotten; it may be one without any.
  const foretold = (frames, now, none) => {
    if (now < epoch) return;
    if (now > epoch) forget();
    epoch = now;
    refused = none;
    for (const frame of frames) {
      pending.delete(nameOf(frame.at));
      learn(frame.letters);
      if (frame.still === latest.frame.still) remember({ stills: latest.stills, glyphs: {}, frame });
    }
    if (frames.length) sure = true;
  };
  return { show: answer, foretold, forget, hush };
}

// JupyterLab saves widgets where its reader has asked for it; a notebook that is opened again shall show its pictures.
const kept = (globalThis[Symbol.for("coursekit.kept")] ??= new WeakSet()); // each picture comes with a script of its own
function keepState(manager) {
  const { context } = manager ?? {};
  if (!context?.saveState?.connect || !context.model?.setMetadata || !manager.get_state_sync || kept.has(manager)) return;
  kept.add(manager);
  context.saveState.connect((_, stage) => {
    if (stage !== "started") return;
    const state = manager.get_state_sync({ drop_defaults: true });
    if (Object.keys(state.state).length) // without a kernel there is none, and what was saved before stays
      context.model.setMetadata("widgets", { "application/vnd.jupyter.widget-state+json": state });
  });
}

const unpacked = (bytes) => new Response(new Blob(bytes).stream().pipeThrough(new DecompressionStream("deflate"))).json();

export default {
  render({ model, el }) {
    const root = el.appendChild(document.createElement("div"));
    const view = mount(root, model.get("spec"), (question) => model.send(question), "DecompressionStream" in window);
    const { file } = model.get("spec").words;
    if (file)
      receive(root, file, (name, data) => {
        view.forget(); // what it has remembered shows another one
        model.send({ file: name }, undefined, [data]);
      });
    const show = () => view.show({ stills: model.get("stills"), glyphs: model.get("glyphs"), frame: model.get("frame") });
    const hear = async ({ epoch, refused }, buffers) =>
      view.foretold(buffers.length ? await unpacked(buffers) : [], epoch, refused);
    const lost = (_, status) => /start|dead|terminat/.test(status) && view.forget(); // what it knew is gone
    keepState(model.widget_manager);
    const changed = model.widget_manager?.kernel?.statusChanged; // JupyterLab has it
    model.on("change:frame", show);
    model.on("msg:custom", hear);
    changed?.connect(lost);
    show();
    return () => {
      model.off("change:frame", show);
      model.off("msg:custom", hear);
      view.hush();
      setTimeout(() => model.send({ gone: true }), 5000); // where its cell was run again, the kernel has closed it by then
      changed?.disconnect(lost);
    };
  },
};
