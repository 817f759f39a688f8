// A question in front of a class. On H a show of hands: beside each answer a number, typed or by + and −, and a bar as
// long as its share. On A the right answer, what each other one overlooks, and the question for after the discussion.

function forClass(root, { answers, right, told, after, words }) {
  const list = root.querySelector(".ckq-answers"), buttons = [...list.children];
  const rows = buttons.map((button, i) => {
    const field = make("input", { type: "number", min: 0, max: 9999, hidden: true });
    field.setAttribute("aria-label", WORDS.hands.replace("{answer}", () => answers[i].answer.replaceAll("`", "")));
    const share = make("span"), bar = make("div", { className: "ckq-bar", hidden: true }, make("i"), share);
    const overlooks = make("p", { hidden: true }, ...rich(answers[i].overlooks));
    return { button, field, share, bar, overlooks };
  });
  const clear = make("button", { type: "button", className: "ckq-clear", hidden: true, textContent: WORDS.clear });
  const story = make("div", { className: "ckq-class" });
  story.setAttribute("role", "status"); // read out when it appears
  const answer = [make("p", {}, make("strong", {}, words.right), " ", ...rich(answers[right].answer)), make("p", {}, ...rich(told))];
  if (after) answer.push(make("p", {}, make("strong", {}, ...rich(after))));

  const draw = () => {
    const counts = rows.map(({ field }) => Number(field.value)), all = counts.reduce((sum, count) => sum + count, 0);
    rows.forEach(({ bar, share }, i) => {
      bar.style.setProperty("--share", all ? counts[i] / all : 0);
      share.textContent = all ? `${Math.round((100 * counts[i]) / all)} %` : "";
    });
  };
  for (const { field } of rows) {
    field.addEventListener("beforeinput", (event) => { if (/\D/.test(event.data ?? "")) event.preventDefault(); });
    field.addEventListener("input", () => {
      field.value = field.value.slice(0, 4);
      draw();
    });
    field.addEventListener("keydown", (event) => {
      const step = { "+": 1, "=": 1, "-": -1, "−": -1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey) return; // those zoom
      field.value = Math.min(9999, Math.max(0, Number(field.value) + step));
      draw();
      event.preventDefault();
    });
  }
  clear.addEventListener("click", () => {
    for (const { field } of rows) field.value = "";
    draw();
    rows[0].field.focus();
  });

  const counted = () => !clear.hidden, isTold = () => Boolean(story.firstChild);
  const look = (hands, tells) => {
    if (!clear.isConnected) {
      for (const { button, field, bar, overlooks } of rows) button.after(field, bar, overlooks);
      list.append(clear);
      root.append(story);
    }
    list.classList.toggle("ckq-rows", hands || tells);
    rows.forEach(({ button, field, bar, overlooks }, i) => {
      field.hidden = bar.hidden = !hands;
      button.tabIndex = hands ? -1 : 0; // Tab leads from number to number
      overlooks.hidden = !tells || i === right;
      button.classList.toggle("ckq-right", tells && i === right);
    });
    clear.hidden = !hands;
    story.replaceChildren(...(tells ? answer : []));
  };
  return {
    isTold,
    answer: answer.map((part) => part.outerHTML).join(""), // for the notes
    tell: (tells) => { if (tells !== isTold()) look(counted(), tells); },
    count: () => {
      look(!counted(), isTold());
      if (counted()) rows[0].field.focus();
    },
    end: () => { if (clear.isConnected) look(false, false); },
  };
}
