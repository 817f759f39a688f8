// What the kernel has drawn, by the places of all controls: its answers, and the frames that it drew ahead of the hand.

function memory(limit) {
  const states = new Map(); // the oldest first
  let size = 0, last = null;

  const same = (one, other) =>
    one.stills.length === other.stills.length &&
    one.stills.every((still, i) => still === other.stills[i] || still.png === other.stills[i].png) &&
    one.frame.reached === other.frame.reached &&
    one.frame.pictures.every(({ words, layers }, i) => {
      const { words: words2, layers: layers2 } = other.frame.pictures[i];
      return words === words2 && layers.length === layers2.length && layers.every((layer, k) => layer === layers2[k]);
    });
  const drop = (place) => {
    size -= states.get(place).size;
    states.delete(place);
  };

  return {
    has: (place) => states.has(place),
    get: (place) => states.get(place)?.state,
    count: () => states.size,
    forget() {
      states.clear();
      size = 0;
      last = null;
    },
    // Keep a state; return whether it is what this place has shown before.
    keep(place, state) {
      const before = states.get(place);
      if (before && !same(before.state, state)) return false;
      if (before) drop(place);
      let letters = 100;
      for (const { words, layers } of state.frame.pictures) letters += words.length + layers.reduce((n, s) => n + s.length, 0);
      if (state.stills !== last) for (const { png, over } of state.stills) letters += png.length + over.join("").length;
      last = state.stills;
      states.set(place, { state, size: letters });
      size += letters;
      for (const oldest of states.keys()) {
        if (size <= limit) break;
        drop(oldest);
      }
      return true;
    },
  };
}
