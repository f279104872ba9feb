// SPDX-License-Identifier: GPL-3.0-or-later
// charts.js - pictures as SVG, each beside the numbers it shows or with them in words.
"use strict";

const PLACES = SUMMARY.types.reduce((sum, type) => sum + type.high + type.medium + type.low, 0);
const placesOf = type => type.high + type.medium + type.low;

const picture = (width, height, words, ...children) =>
	draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words }, ...children);

// Units across a chart: as many as it has pixels, about, so that its letters keep their size.
const chartWidth = () => innerWidth < 700 ? 340 : 560;

// Shapes that a pointer or a key chooses; just shapes where there is nothing to choose. The words
// say what they stand for: letters on them are drawn beside, for the eye.
function choosable(go, words, ...shapes) {
	const title = draw("title", null, words);
	return go ? draw("g", {
		tabindex: 0, role: "button", "aria-label": words, onclick: go,
		onkeydown: event => {
			if (event.key !== "Enter" && event.key !== " ")
				return;
			event.preventDefault();
			go();
		},
	}, ...shapes, title) : draw("g", null, ...shapes, title);
}

// A bar on a line of a table, with nothing to read in it.
const bar = share => draw("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
	draw("rect", { class: "s-bar", width: Math.max(share * 100, 0.6), height: 10, rx: 0.8 }));

const head = (...titles) => make("thead", null, make("tr", null, ...titles.map(([text, kind]) =>
	make("th", { scope: "col", class: kind || "" }, text))));

function drawTypes() {
	if (!PLACES)
		return fill("types", make("p", null, T.nothingFound));
	const types = SUMMARY.types.map((type, i) => ({ ...type, label: typeLabels[i] })).sort((a, b) => placesOf(b) - placesOf(a));
	const most = placesOf(types[0]);
	fill("types", make("table", { class: "list" },
		head([T.type], [T.share, "bar"], [T.places, "n"], [T.values, "n"], [T.files, "n"]),
		make("tbody", null, ...types.map(type => make("tr", null,
			make("th", { scope: "row" }, make("button", { type: "button", class: "link", onclick: () => show({ type: type.type }) }, type.label),
				make("div", { class: "soft small" }, label("categories", type.category))),
			make("td", { class: "bar" }, bar(placesOf(type) / most), make("span", { class: "soft small" }, percent(placesOf(type), PLACES))),
			make("td", { class: "n" }, num(placesOf(type))),
			make("td", { class: "n" }, num(type.values)),
			make("td", { class: "n" }, num(type.files)))))));
}

// One bar in parts, and a legend that says them in words.
function drawParts(parts, words) {
	const all = parts.reduce((sum, part) => sum + part.n, 0);
	let x = 0;
	const boxes = parts.filter(part => part.n).map(part => {
		const width = Math.max(part.n / all * 600, 2);
		const box = draw("rect", { class: "s-box " + part.class, x, width, height: 26 });
		x += width;
		return box;
	});
	return [picture(600, 26, words + ": " + parts.map(part => `${part.label} ${num(part.n)}`).join(", "), ...boxes),
		make("ul", { class: "legend" }, ...parts.map(part => make("li", null,
			draw("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, draw("rect", { class: part.class, width: 10, height: 10, rx: 2 })),
			`${part.label} ${num(part.n)} (${percent(part.n, all)})`)))];
}

function drawSure() {
	const sum = level => SUMMARY.types.reduce((n, type) => n + type[level], 0);
	if (!PLACES)
		return fill("sure", make("p", null, T.nothing));
	fill("sure", ...drawParts(["high", "medium", "low"].map(level => ({ label: T[level], n: sum(level), class: "s-" + level })), T.sure));
}

function drawUnread() {
	const o = SUMMARY.outcomes;
	const reasons = Object.entries(SUMMARY.reasons);
	fill("unread", ...drawParts([
		{ label: T.full, n: o.full, class: "s-full" }, { label: T.part, n: o.part, class: "s-part" },
		{ label: T.notRead, n: o.not_read, class: "s-not" }, { label: T.noText, n: o.no_text, class: "s-none" }], T.unread),
	reasons.length ? make("table", { class: "list" }, head([T.reasons], [T.problemsWord, "n"]),
		make("tbody", null, ...reasons.map(([reason, n]) => make("tr", null,
			make("th", { scope: "row" }, label("reasons", reason)), make("td", { class: "n" }, num(n)))))) : "");
}

// ---- folders ----

// A tree of folders with their places, below the sources.
function folderTree() {
	const root = { path: "", n: 0, own: 0, children: new Map() };
	const sources = REPORT.sources.map(source => source.path).sort((a, b) => a.length - b.length);
	for (const group of FACTS.groups.folder) {
		const source = sources.find(path => isWithin(group.name, path)) || folderOf(group.name);
		const steps = group.name.length > source.length ? group.name.slice(source.length).split("/").filter(Boolean) : [];
		let node = root, path = source;
		root.n += group.places;
		for (const step of [null, ...steps]) {
			if (step !== null)
				path = (path === "/" ? "" : path) + "/" + step;
			if (!node.children.has(path))
				node.children.set(path, { path, n: 0, own: 0, children: new Map() });
			node = node.children.get(path);
			node.n += group.places;
		}
		node.own += group.places;
	}
	return root;
}

// The largest folder is parted as long as there is room for more boxes.
function partFolders(root, most) {
	let boxes = [...root.children.values()];
	for (;;) {
		const largest = boxes.filter(box => box.children.size).sort((a, b) => b.n - a.n)[0];
		if (!largest || boxes.length + largest.children.size > most)
			break;
		boxes = boxes.filter(box => box !== largest).concat([...largest.children.values()]);
		if (largest.own)
			boxes.push({ path: largest.path, n: largest.own, children: new Map(), alone: true });
	}
	return boxes.sort((a, b) => b.n - a.n);
}

// Rows or columns of boxes, each as near to a square as they can be.
function squarify(boxes, x, y, width, height) {
	const total = boxes.reduce((sum, box) => sum + box.n, 0), placed = [];
	let scale = width * height / (total || 1), rest = boxes.slice();
	while (rest.length) {
		const side = Math.min(width, height);
		let row = [], worst = Infinity;
		for (const box of rest) {
			const next = [...row, box], sum = next.reduce((n, b) => n + b.n, 0) * scale;
			const ratio = Math.max(...next.map(b => Math.max(side * side * b.n * scale / (sum * sum), sum * sum / (side * side * b.n * scale))));
			if (ratio > worst)
				break;
			worst = ratio;
			row = next;
		}
		const sum = row.reduce((n, b) => n + b.n, 0) * scale, thick = sum / side;
		let along = 0;
		for (const box of row) {
			const length = box.n * scale / thick;
			placed.push(width >= height ? { box, x, y: y + along, w: thick, h: length } : { box, x: x + along, y, w: length, h: thick });
			along += length;
		}
		if (width >= height) {
			x += thick;
			width -= thick;
		} else {
			y += thick;
			height -= thick;
		}
		rest = rest.slice(row.length);
	}
	return placed;
}

// What of a text fits a width, at about seven units a letter.
const clip = (text, width) => text.length * 7 <= width ? text : width < 35 ? "" : text.slice(0, Math.floor(width / 7) - 1) + "…";

// A folder as it is called below its source.
function relative(path) {
	const source = REPORT.sources.map(one => one.path).find(one => isWithin(path, one) && path !== one);
	return source ? path.slice(source.length).replace(/^\//, "") : path;
}

function drawFolders() {
	const root = folderTree(), boxes = partFolders(root, 28);
	const rest = PLACES - root.n;
	if (!boxes.length)
		return fill("folders", make("p", null, T.nothing));
	if (rest > 0)
		boxes.push({ path: "", n: rest, children: new Map() });
	const most = boxes[0].n, wide = at("folders").clientWidth > 600;
	const width = wide ? 1200 : 400, height = wide ? 360 : 460;
	const shapes = squarify(boxes, 0, 0, width, height).map(({ box, x, y, w, h }) => {
		const short = box.path ? box.path.slice(box.path.lastIndexOf("/") + 1) || "/" : T.others;
		const long = relative(box.path), name = box.path && long.length * 7 <= w - 12 ? long : short;
		const words = `${box.path || T.others}: ${num(box.n)}`;
		const shade = box.n > most / 2 ? 3 : box.n > most / 6 ? 2 : 1;
		const lines = h > 22 ? [clip(name, w - 12), h > 40 && w > 60 ? num(box.n) : ""] : [];
		return [choosable(box.path && (() => show({ folder: box.path })), words,
			draw("rect", { class: `s-box s-c${shade}`, x, y, width: w, height: h, rx: 4 })),
		...lines.map((line, i) => draw("text", { x: x + 8, y: y + 18 + 16 * i, class: i ? "soft" : "", "aria-hidden": "true" }, line))];
	});
	fill("folders", draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": T.where }, ...shapes.flat()));
}

// ---- age and trend ----

function drawAge() {
	const years = FACTS.groups.age.filter(group => group.name);
	if (!years.length)
		return fill("age", make("p", null, T.nothing));
	const newest = new Date().getUTCFullYear();
	const first = Math.max(Math.min(...years.map(group => +group.name)), newest - 24), last = Math.max(...years.map(group => +group.name), newest);
	const by = new Map(years.map(group => [+group.name, group.places]));
	const early = years.filter(group => +group.name < first).reduce((n, group) => n + group.places, 0);
	const all = [];
	for (let year = first; year <= Math.min(last, newest + 1); year++)
		all.push({ name: String(year), n: (by.get(year) || 0) + (year === first ? early : 0), early: year === first && early });
	const most = Math.max(...all.map(one => one.n), 1), width = chartWidth(), step = width / all.length;
	const every = Math.ceil(all.length / (width / 60));
	const columns = all.map((one, i) => {
		const height = one.n / most * 150, words = `${one.early ? "≤ " : ""}${one.name}: ${num(one.n)}`;
		const labelled = (all.length - 1 - i) % every === 0;
		return [choosable(one.n && (() => show({ year: one.early ? "" : one.name })), words,
			draw("rect", { class: "s-hit", x: i * step, y: 10, width: step, height: 172 }),
			draw("rect", { class: "s-bar", x: i * step + step * 0.12, y: 170 - height, width: step * 0.76, height, rx: 2 })),
		draw("text", { x: i * step + step / 2, y: 188, "text-anchor": "middle", class: "soft", "aria-hidden": "true" },
			labelled ? (one.early ? "≤" : "") + one.name : "")];
	});
	fill("age", make("p", { class: "soft small" }, T.ageHelp),
		draw("svg", { viewBox: `-6 0 ${width + 12} 196`, role: "group", "aria-label": T.age },
			draw("text", { x: 0, y: 10, class: "soft" }, num(most)),
			draw("line", { class: "s-axis", x1: 0, x2: width, y1: 20, y2: 20 }),
			draw("line", { class: "s-axis", x1: 0, x2: width, y1: 170, y2: 170 }), ...columns.flat()));
}

function drawTrend() {
	const points = FACTS.trend.filter(point => point.state === "complete");
	if (points.length < 2)
		return fill("trend", make("p", { class: "soft" }, T.noTrend));
	const times = points.map(point => Date.parse(point.started)), width = chartWidth();
	const from = times[0], span = times[times.length - 1] - from || 1;
	// Two curves, one above the other: each from nought to its own greatest number.
	const curve = (key, two, name, top) => {
		const most = Math.max(...points.map(point => point[key]), 1), height = 62;
		const xy = points.map((point, i) => [(times[i] - from) / span * width, top + 22 + height - point[key] / most * height]);
		return [draw("text", { x: 0, y: top + 12 }, `${name} ${words(key)}`),
			draw("line", { class: "s-axis", x1: 0, x2: width, y1: top + 22 + height, y2: top + 22 + height }),
			draw("polyline", { class: "s-line" + two, points: xy.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ") }),
			...(points.length > 40 ? [] : xy.map(([x, y], i) => draw("circle", { class: "s-dot" + two, cx: x, cy: y, r: 3.5 },
				draw("title", null, `${minute(points[i].started)}: ${num(points[i][key])}`))))];
	};
	const first = points[0], last = points[points.length - 1];
	const words = key => `${num(first[key])} → ${num(last[key])}`;
	fill("trend", picture(width + 16, 216, `${T.findings} ${words("findings")}, ${T.problemsWord} ${words("problems")}`,
		draw("g", { transform: "translate(8 0)" },
			...curve("findings", "", T.findings, 0), ...curve("problems", " two", T.problemsWord, 100),
			draw("text", { x: 0, y: 204, class: "soft" }, day(first.started)),
			draw("text", { x: width, y: 204, class: "soft", "text-anchor": "end" }, day(last.started)))));
}
