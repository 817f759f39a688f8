// A question: answers to choose from, by hand or by key; one choice, kept. What came of it is told when the reader asks,
// or when the target of the picture behind the question is reached. It needs no kernel.

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// A line may not end before what something equals, nor between a number and its unit, or in Chinese what it counts.
const unbroken = (words) => words
  .replace(/ ([=≈<>≤≥]) (?=[\d(−.])/g, "\u00a0$1\u00a0")
  .replace(/(\d) (?=\p{Script=Han}|(?:%|°|[a-zA-Z]{1,2}[²³]?)(?!\w))/gu, "$1\u00a0");

// Words with `code` in backticks as elements, and 1e-16 in one line.
const rich = (words) => words.split(/(`.*?`|\b\d[\d.]*e-\d+)/).map((part, i) => {
  if (i % 2 === 0) return unbroken(part);
  if (part[0] === "`") return make("code", { textContent: part.slice(1, -1) });
  return make("span", { className: "ckq-whole", textContent: part });
});

// Build the question in `root`. `chosen` is the place of an answer given before, or -1; `keep(place)` is called with a
// new one. Returns `choose`, for an answer that comes from elsewhere.
export function mountQuestion(root, { text, answers, right, told, words }, chosen, keep) {
  const buttons = answers.map(({ answer }, i) => {
    const button = make("button", { type: "button" }, ...rich(answer));
    button.addEventListener("click", () => {
      if (chosen >= 0) return;
      choose(i);
      keep(i);
    });
    return button;
  });
  const tell = make("button", { type: "button", className: "ckq-tell", hidden: true }, words.tell);
  const story = make("div", { className: "ckq-story" });
  story.setAttribute("role", "status"); // read out when it appears
  root.classList.add("ckq");
  root.append(make("fieldset", {}, make("legend", {}, ...rich(text)), make("div", { className: "ckq-answers" }, ...buttons)), tell, story);
  for (const button of root.querySelectorAll("button")) button.dataset.lmSuppressShortcuts = "true";

  const choose = (place) => {
    chosen = place;
    buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(i === place));
      button.setAttribute("aria-disabled", "true"); // it can still be read, and keeps the focus
    });
    tell.hidden = false;
  };
  const show = () => {
    if (chosen < 0 || story.firstChild) return;
    tell.hidden = true;
    story.append(make("p", {}, make("strong", {}, words.yours), ...rich(answers[chosen].answer)));
    if (chosen !== right) {
      story.append(make("p", {}, ...rich(answers[chosen].overlooks)));
      story.append(make("p", {}, make("strong", {}, words.right), ...rich(answers[right].answer)));
    }
    story.append(make("p", {}, ...rich(told)));
  };
  tell.addEventListener("click", show);

  // A target that is reached tells the story of the last question before it.
  const reached = ({ target }) => {
    if (!root.isConnected) return document.removeEventListener("coursekit-reached", reached);
    const before = [...document.querySelectorAll(".ckq")].filter(
      (other) => other.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (before.pop() === root) show();
  };
  document.addEventListener("coursekit-reached", reached);
  if (chosen >= 0) choose(chosen);
  return choose;
}

export default {
  render({ model, el }) {
    const root = make("div");
    el.append(root);
    const choose = mountQuestion(root, model.get("spec"), model.get("chosen"), (place) => {
      model.set("chosen", place);
      model.save_changes();
    });
    model.on("change:chosen", () => choose(model.get("chosen")));
  },
};
