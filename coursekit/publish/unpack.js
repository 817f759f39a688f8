// Undo what pack.py did: give back any frame of a picture. What fills a gap is unpacked when it is first asked for.

const DIGIT = new Uint8Array(128);
[...@DIGITS@].forEach((sign, i) => { DIGIT[sign.charCodeAt(0)] = i; });

function numbers(text) {
  const found = [];
  let value = 0, scale = 1;
  for (let i = 0; i < text.length; i++) {
    const digit = DIGIT[text.charCodeAt(i)];
    value += digit * scale;
    if (digit >= @LAST@) {
      scale *= @MORE@;
      continue;
    }
    found.push(value % 2 ? -(value + 1) / 2 : value / 2);
    value = 0;
    scale = 1;
  }
  return found;
}

const sums = (list) => {
  let sum = 0;
  return list.map((each) => (sum += each));
};
const forms = new Map(); // paths of one form are many
const parts = (form) => {
  if (!forms.has(form)) forms.set(form, [...form.matchAll(/([A-Z])(\d+)/g)].map(([, letter, count]) => [letter, Number(count)]));
  return forms.get(form);
};
const lengths = {
  p: (form) => parts(form).reduce((sum, [, count]) => sum + count, 0),
  i: () => 0,
  t: () => 1,
  u: Number,
};

// What fills one gap, by the rank of a frame among those of its template: a form, places across, places down.
function column(kind, [which, forms, ways, across, down]) {
  let newest = -1;
  const ranks = numbers(which).map((back) => (back ? newest - back + 1 : ++newest));
  const modes = numbers(ways), streams = [numbers(across), numbers(down)], read = [0, 0], before = [[], []];
  const items = forms.split("\n").map((form, i) => {
    const count = lengths[kind](form);
    const places = [Math.floor(modes[i] / 3), modes[i] % 3].map((way, axis) => {
      const list = [];
      for (let k = 0, at = 0, step = 0; k < count; k++) {
        const number = streams[axis][read[axis]++];
        step = way === 1 && k > 1 ? step + number : number;
        at = way === 2 ? before[axis][k] + number : at + step;
        list.push(at * @UNIT@);
      }
      return list;
    });
    before.splice(0, 2, ...places.map((list) => list.map((place) => place / @UNIT@)));
    return [form, ...places];
  });
  return (rank) => items[ranks[rank]];
}

// The numbers of a picture by the rank of a frame: forms, which of them, and through the frames what fills each place.
function tables([forms, which, columns]) {
  const seen = [], places = forms.map((form) => form.split("@NUMERAL@").length - 1), begins = [0, ...sums(places)];
  const kinds = which.split(" ").map(Number), ranks = kinds.map((kind) => (seen[kind] = (seen[kind] ?? -1) + 1));
  let lines = null;
  return (place) => {
    lines ??= columns.split("\n").map((line) => {
      let last = "";
      return line.split(" ").map((each) => (last = each || last));
    });
    let k = begins[kinds[place]];
    return JSON.parse(forms[kinds[place]].replaceAll("@NUMERAL@", () => lines[k++][ranks[place]]));
  };
}

// Return a function from the number of a frame to the frame. `steps` says how far the next letter mostly stands.
function unpack(packed, count, steps) {
  const which = sums(numbers(packed.template)), stills = sums(numbers(packed.still)), reached = numbers(packed.reached);
  const seen = [], told = packed.words.slice(-1)[0].split("\n").map((line) => line.split(" "));
  const sentence = ([form, ...numerals]) => {
    let i = 0;
    return packed.words[form].replaceAll("@NUMERAL@", () => numerals[i++]);
  };
  const numbered = tables(packed.numbers);
  const counts = numbers(packed.grips), [way, x, y] = [packed.way, packed.x, packed.y].map((text) => sums(numbers(text)));
  const begins = [0, ...sums(counts.map((each) => Math.max(each, 0)))];
  const grips = (place) => (counts[place] < 0 ? undefined : way.slice(begins[place], begins[place + 1]).map((number, i) => {
    const [moves, box, seen] = packed.ways[number], k = begins[place] + i;
    return { at: seen ? [x[k], y[k]] : null, moves, box };
  }));
  const ranks = which.map((template) => (seen[template] = (seen[template] ?? -1) + 1));
  let used = 0;
  const templates = packed.templates.map((text) =>
    text.split(/[\x01\x02]/).map((part, i) => (i % 2 ? { kind: part[0], more: part.slice(1), from: packed.columns[used++] } : part)));

  const element = {
    p: (_, form, x, y) => {
      let k = 0;
      return ` d="${parts(form).map(([letter, count]) => {
        const points = [];
        for (const end = k + count; k < end; k++) points.push(x[k] + " " + y[k]);
        return letter + points.join(" ");
      }).join("")}"`;
    },
    i: (_, image) => `<image href="${image}"`,
    t: (more, form, [x], [y]) => {
      let at = 0, uses = "";
      for (const [, sign, off] of form.matchAll(/([\u0100-\uffff])([^\u0100-\uffff]*)/g)) {
        const letter = sign.charCodeAt(0) - @LOWEST@;
        uses += `<use href="#G${letter}" x="${at}"/>`;
        at += steps[letter] + (off ? numbers(off)[0] : 0);
      }
      return `<g transform="translate(${x} ${y})${more}">${uses}</g>`;
    },
    u: (mark, _, x, y) => x.map((across, k) => `<use href="#${mark}" x="${across}" y="${y[k]}"/>`).join(""),
  };
  const filled = (gap, rank) => {
    gap.fill ??= column(gap.kind, gap.from);
    return element[gap.kind](gap.more, ...gap.fill(rank));
  };

  return (number) => {
    const svg = templates[which[number]].map((part) => (part.kind ? filled(part, ranks[number]) : part)).join("");
    const pictures = svg.split("@FRAME@").map((layers, i) => {
      const place = number * count + i, words = sentence(told[place]), problem = words[0] === "!";
      return {
        layers: problem ? [] : layers.split("@LAYER@"), words: problem ? words.slice(1) : words, problem, grips: grips(place),
        get numbers() { return numbered(place); }, // where somebody reads or hears them
      };
    });
    return { still: stills[number], reached: [null, false, true][reached[number] + 1], pictures };
  };
}
