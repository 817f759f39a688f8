// What the hand can take hold of: a ring around a point, which moves the sliders that the point belongs to. A mouse or a
// pen may also press anywhere in its axes, and a finger may tap there; beside the ring a finger scrolls the page.

function holder(stage, width, height, { controls, move, near }) {
  let rings = [], held = null, grips = [];

  const inside = ({ clientX, clientY }) => {
    const box = stage.getBoundingClientRect();
    return [((clientX - box.x) * width) / box.width, ((clientY - box.y) * height) / box.height];
  };
  const put = (ring, [x, y]) => Object.assign(ring.style, { left: (100 * x) / width + "%", top: (100 * y) / height + "%" });

  // The place of a slider that lies nearest; of those equally near, the nearest to where it is.
  const nearest = ({ name, x, y }, [aimX, aimY]) => {
    const from = controls[name].where();
    let best = from, least = Infinity;
    for (let i = 0; i < (x ?? y).length; i++) {
      const off = Math.hypot(x ? (x[i] ?? 1e6) - aimX : 0, y ? (y[i] ?? 1e6) - aimY : 0);
      if (off < least || (off === least && Math.abs(i - from) < Math.abs(best - from))) [best, least] = [i, off];
    }
    return best;
  };
  const follow = (event) => {
    const [handX, handY] = inside(event), aim = [handX + held.off[0], handY + held.off[1]], moves = {};
    const point = [...held.point];
    for (const each of grips[held.index].moves) {
      const place = nearest(each, aim);
      if (each.x?.[place] != null) point[0] = each.x[place];
      if (each.y?.[place] != null) point[1] = each.y[place];
      if (place !== controls[each.name].where()) moves[each.name] = place;
    }
    held.point = point;
    put(rings[held.index], point);
    if (Object.keys(moves).length) move(moves, grips[held.index].moves.length > 1);
  };
  const take = (index, off, event) => {
    held = { index, off, point: grips[index].at ?? inside(event), pointer: event.pointerId };
    rings[index].classList.add("ck-held");
    controls[grips[index].moves[0].name].input.focus({ preventScroll: true }); // the keys go on where the hand lets go
  };
  const release = () => {
    if (!held) return;
    rings[held.index].classList.remove("ck-held");
    const { index } = held;
    held = null;
    if (grips[index].at) put(rings[index], grips[index].at);
  };
  const boxAt = (event) => {
    const [x, y] = inside(event);
    return grips.findIndex(({ box }) => box && x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3]);
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.button || held) return;
    const ring = rings.indexOf(event.target);
    if (ring >= 0) {
      const [x, y] = inside(event), { at } = grips[ring];
      take(ring, [at[0] - x, at[1] - y], event);
    } else {
      const index = event.pointerType === "touch" ? -1 : boxAt(event);
      if (index < 0) return;
      take(index, [0, 0], event);
      follow(event);
    }
    stage.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  stage.addEventListener("pointermove", (event) => {
    if (held?.pointer === event.pointerId) follow(event);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) stage.addEventListener(end, release);
  stage.addEventListener("click", (event) => {
    if (event.pointerType !== "touch" || rings.includes(event.target)) return;
    const index = boxAt(event);
    if (index < 0) return;
    take(index, [0, 0], event);
    follow(event);
    release();
  });

  // Put a ring around each point of a frame. One that the hand holds stays with the hand.
  return (found) => {
    while (rings.length < found.length) {
      const ring = make("span", { className: "ck-ring" });
      const names = found[rings.length].moves.map(({ name }) => name);
      ring.title = names.map((name) => controls[name].label).join(", ");
      ring.addEventListener("pointerenter", () => names[0] && near(names[0]));
      for (const name of names)
        for (const [event, on] of [["focus", true], ["blur", false]])
          controls[name].input.addEventListener(event, () => ring.classList.toggle("ck-near", on));
      rings.push(stage.appendChild(ring));
    }
    grips = found;
    rings.forEach((ring, i) => {
      const { at, moves } = grips[i], mine = held?.index === i;
      ring.hidden = !mine && !at;
      if (mine && at) held.point = ["x", "y"].map((axis, k) => (moves.some((each) => each[axis]) ? held.point[k] : at[k]));
      if (at) put(ring, mine ? held.point : at);
    });
    stage.classList.toggle("ck-open", grips.some(({ box }) => box));
  };
}
