// The page's side of coursekit.live: controls, what stands still, what moves. One question to the kernel at a time, or two
// while answers are quick; when one comes, the next question is the newest value. So nothing queues, however fast the hand.

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// Build the picture in `root`. `ask(at)` is called with the place of every control when the hand moves one; the answer
// comes back through the returned `show(state)`.
export function mount(root, spec, ask) {
  const id = "ck" + Math.random().toString(36).slice(2, 8);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const inputs = {}, words = spec.words;
  let at = {}, wanted = null, stills = null, glyphs = null, spoken = "", timer = 0, patience = 0;
  let asked = [], quick = true, shown = Promise.resolve(); // when each open question was asked; whether answers are quick

  const send = () => {
    if (!wanted || asked.length > (quick ? 1 : 0)) return;
    const question = wanted;
    wanted = null;
    asked.push(performance.now());
    clearTimeout(patience);
    patience = setTimeout(() => { late.textContent = words.late; }, 3000);
    ask(question);
  };
  const moved = () => {
    wanted = { ...at };
    send();
  };

  const controls = make("div", { className: "ck-controls" });
  for (const { name, kind, label, texts, play } of spec.controls) {
    const input = make(kind === "menu" ? "select" : "input", { id: `${id}-${name}` });
    const output = make("output", { htmlFor: input.id });
    output.setAttribute("aria-hidden", "true"); // the control itself says its value
    const place = (index) => {
      at[name] = index;
      if (kind === "switch") input.checked = index === 1;
      else if (kind === "menu") input.selectedIndex = index;
      else {
        input.value = index;
        input.setAttribute("aria-valuetext", texts[index]);
      }
      if (kind !== "menu") output.textContent = texts[index];
    };
    if (kind === "menu") input.append(...texts.map((text) => make("option", { textContent: text })));
    else if (kind === "switch") Object.assign(input, { type: "checkbox", role: "switch" });
    else Object.assign(input, { type: "range", min: 0, max: texts.length - 1, step: 1 });
    input.addEventListener("input", () => {
      place(kind === "switch" ? Number(input.checked) : kind === "menu" ? input.selectedIndex : Number(input.value));
      moved();
    });
    const end = make("span", {}, output);
    if (play) end.append(player(label, () => at[name], (index) => { place(index); moved(); }, texts.length - 1));
    controls.append(make("label", { htmlFor: input.id, textContent: label }), input, end);
    inputs[name] = { place };
  }

  // A button that walks a slider to its end; where the reader wants little motion, one press is one step.
  function player(label, where, go, last) {
    let clock = 0;
    const button = make("button", { type: "button" });
    const stop = () => {
      clearInterval(clock);
      clock = 0;
      button.textContent = calm.matches ? words.step : words.play;
      button.setAttribute("aria-label", `${button.textContent}: ${label}`);
    };
    const step = () => {
      if (!button.isConnected || where() === last) return stop();
      if (!asked.length || calm.matches) go(where() + 1); // a step that is asked for is not lost; the clock's steps wait
    };
    button.addEventListener("click", () => {
      if (clock) return stop();
      if (where() === last) go(0);
      if (calm.matches) return step();
      clock = setInterval(step, 200);
      button.textContent = words.pause;
      button.setAttribute("aria-label", `${words.pause}: ${label}`);
    });
    stop();
    return button;
  }

  const target = make("p", { className: "ck-target", hidden: !spec.target });
  const state = make("strong");
  target.append(`${words.target} ${spec.target} `, state);

  const pictures = make("div", { className: "ck-pictures" });
  const views = spec.pictures.map(({ width, height, shown }) => {
    const stage = make("div", { className: "ck-stage", role: "img" });
    stage.style.width = shown + "px";
    stage.style.maxWidth = "100%";
    stage.style.aspectRatio = `${width} / ${height}`;
    stage.innerHTML = `<img alt=""><svg viewBox="0 0 ${width} ${height}" aria-hidden="true"></svg>`;
    const caption = make("figcaption");
    const problem = make("div", { className: "ck-problem", hidden: true });
    stage.append(problem);
    pictures.append(make("figure", {}, stage, caption));
    return { stage, caption, problem, svg: stage.querySelector("svg"), layers: [] };
  });
  const late = make("p", { className: "ck-late", role: "status" });
  pictures.append(late);
  const status = make("div", { className: "ck-status", role: "status" });
  const letters = make("div");
  letters.innerHTML = '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs></defs></svg>';
  root.classList.add("ck");
  for (const control of controls.querySelectorAll("input, select, button"))
    control.dataset.lmSuppressShortcuts = "true"; // the arrow keys are the slider's, not JupyterLab's
  root.append(controls, target, pictures, status, letters);

  const paint = (view, picture, still, png) => {
    if (png) {
      view.stage.querySelector("img").replaceWith(png);
      view.svg.innerHTML = "<g></g>" + still.over.map((over) => `<g>${over}</g><g></g>`).join("");
    }
    picture.layers.forEach((layer, i) => {
      const group = view.svg.children[2 * i];
      if (group) group.innerHTML = layer;
    });
    view.problem.hidden = !picture.problem;
    view.problem.textContent = picture.problem ? picture.words : "";
    view.caption.textContent = picture.problem ? "" : picture.words;
    view.stage.setAttribute("aria-label", picture.words);
  };

  // Show an answer. A new still part is decoded first, so that the old one stays until both can change at once.
  const paintAll = async ({ stills: newStills, glyphs: newGlyphs, frame }) => {
    const images = await Promise.all(newStills.map(async (still, i) => {
      if (!still.png || (stills && stills[i].png === still.png)) return null;
      const image = make("img", { alt: "", src: still.png });
      await image.decode();
      return image;
    }));
    if (newGlyphs !== glyphs) {
      glyphs = newGlyphs;
      letters.querySelector("defs").innerHTML = Object.entries(glyphs).map(([key, d]) => `<path id="${key}" d="${d}"/>`).join("");
    }
    frame.pictures.forEach((picture, i) => paint(views[i], picture, newStills[i], images[i]));
    stills = newStills;
    if (asked.length) quick = performance.now() - asked.shift() < 100; // Python moves sliders too, unasked
    if (!wanted && !asked.length) for (const [name, index] of Object.entries(frame.at)) inputs[name].place(index);
    const reached = Number(Boolean(frame.reached));
    state.textContent = "○✓"[reached] + " " + words.reached[reached];
    if (frame.reached) root.dispatchEvent(new CustomEvent("coursekit-reached", { bubbles: true })); // a question may wait for it
    const said = [...frame.pictures.map((picture) => picture.words), ...(spec.target ? [words.status[reached]] : [])].join(" ");
    clearTimeout(timer); // a screen reader hears where the slider came to rest, not every step
    if (spoken && said !== spoken) timer = setTimeout(() => { status.textContent = said; }, 700);
    spoken = said;
    if (!asked.length) clearTimeout(patience);
    late.textContent = "";
    send();
  };
  const show = (state) => { // one after the other, since a new still part takes its time
    const painted = shown.then(() => paintAll(state));
    shown = painted.catch(() => {});
    return painted;
  };
  return { show };
}

export default {
  render({ model, el }) {
    const root = el.appendChild(document.createElement("div"));
    const view = mount(root, model.get("spec"), (at) => model.send(at));
    const show = () => view.show({ stills: model.get("stills"), glyphs: model.get("glyphs"), frame: model.get("frame") });
    model.on("change:frame", show);
    show();
    return () => model.off("change:frame", show);
  },
};
