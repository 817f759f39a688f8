// The numbers of a picture as tables, for those who do not see it, from what a frame carries (numbers.py).

const outOfSight = (number) => number && (Math.abs(number) < 1e-3 || Math.abs(number) >= 1e7); // its zeros are not counted
const typed = (number) => (outOfSight(number) ? number.toExponential() : String(number)).replace(/^-/, "\u2212");

// What stands in the tables: of each its caption, the heads of its columns, its rows; the first of a row is its head.
function tablesOf(values, labels, lines, words) {
  const tables = [[words.values, [], values]], curves = new Map(), points = new Map();
  for (const [axes, name, marked, x, y] of lines) {
    const [across, up] = labels[axes];
    if (marked && x.length <= 2) {
      if (!points.has(axes)) points.set(axes, [words.points, [words.point, across, up], []]);
      x.forEach((each, i) => points.get(axes)[2].push([name || words.point, typed(each), typed(y[i])]));
      continue;
    }
    const key = axes + "|" + x; // lines at the same places stand beside each other
    if (!curves.has(key)) curves.set(key, [up, [across], x.map((each) => [typed(each)])]);
    const heads = curves.get(key)[1];
    heads.push(name || (heads.includes(up) ? words.points : up));
    curves.get(key)[2].forEach((row, i) => row.push(typed(y[i])));
  }
  return [...tables, ...curves.values(), ...points.values()];
}

// Write tables into an element; where only numbers have changed, the cells stay, and who reads one keeps the place.
function writeTables(element, tables) {
  const shape = JSON.stringify(tables.map(([, head, rows]) => [head.length, rows.map((row) => row.length)]));
  if (element.dataset.shape !== shape) {
    element.dataset.shape = shape;
    const cells = (count, tag, scope) => [...Array(count)].map((_, i) => make(i && scope === "row" ? "td" : tag, i && scope === "row" ? {} : { scope }));
    element.replaceChildren(...tables.map(([, head, rows]) => make("table", {}, make("caption"),
      make("thead", {}, ...(head.length ? [make("tr", {}, ...cells(head.length, "th", "col"))] : [])),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells(row.length, "th", "row")))))));
  }
  const places = element.querySelectorAll("caption, th, td");
  tables.flatMap(([caption, head, rows]) => [caption, ...head, ...rows.flat()]).forEach((text, i) => {
    if (places[i].textContent !== text) places[i].textContent = text;
  });
}
