// SPDX-License-Identifier: GPL-3.0-or-later
// table.js - the table of all places. Only the rows that can be seen are in the document; a line
// above and one below them stand for the others.
"use strict";

const COLUMNS = [["what", T.colWhat], ["file", T.colFile], ["place", T.colPlace], ["sure", T.colSure],
	["when", T.colWhen], ["owner", T.colOwner], ["format", T.colFormat]];
const PRINTED = 500;

let chosen = new Uint32Array(0);
let sortBy = "", descending = false, selected = -1, drawn = "";

const grid = at("grid"), body = at("body");
const narrow = matchMedia("screen and (max-width: 56rem)");
const rowHeight = () => narrow.matches ? 112 : 46;

function nameOf(item) {
	const members = item[ITEM.members];
	const path = item[ITEM.path], folder = folderOf(path);
	const name = path.slice(path.lastIndexOf("/") + 1) || path;
	return { name: [name, ...members].join(" › "), folder };
}

const twoLines = (first, second) => [make("div", null, first), make("div", { class: "second" }, second)];

function cellsOf(row) {
	const item = itemOf(row), found = ROWS.found[row], { name, folder } = nameOf(item);
	const sure = CONFIDENCES[found[FOUND.confidence]];
	return {
		what: [make("div", null, label("types", typeOf(row).type) + (found[FOUND.term] ? ": " + label("terms", found[FOUND.term]) : "")), make("div", { class: "second mono" }, found[FOUND.masked])],
		file: twoLines(name, folder),
		place: [found[FOUND.where]],
		sure: [make("span", { class: "sure " + sure }, T[sure])],
		when: [dayOf(item[ITEM.seconds])],
		owner: [item[ITEM.owner]],
		format: [item[ITEM.format]],
	};
}

function makeRow(i) {
	const cells = cellsOf(chosen[i]);
	return make("tr", { role: "row", id: "r" + i, "aria-rowindex": i + 2, "aria-selected": String(i === selected) },
		...COLUMNS.map(([key]) => make("td", { role: "gridcell", class: "w-" + key }, ...cells[key])));
}

function space(height) {
	const cell = make("td", { class: "space", colspan: COLUMNS.length });
	cell.style.height = height + "px";
	return make("tr", { "aria-hidden": "true" }, cell);
}

function drawRows(force) {
	const height = rowHeight();
	const from = Math.max(Math.floor(grid.scrollTop / height) - 12, 0);
	const to = Math.min(from + Math.ceil(grid.clientHeight / height) + 30, chosen.length);
	const now = from + "-" + to;
	if (now === drawn && !force)
		return;
	drawn = now;
	const rows = [space(from * height)];
	for (let i = from; i < to; i++)
		rows.push(makeRow(i));
	rows.push(space((chosen.length - to) * height));
	body.replaceChildren(...rows);
	markActive();
}

function markActive() {
	if (selected >= 0 && at("r" + selected))
		grid.setAttribute("aria-activedescendant", "r" + selected);
	else
		grid.removeAttribute("aria-activedescendant");
}

function select(row) {
	if (!chosen.length)
		return;
	selected = Math.min(Math.max(row, 0), chosen.length - 1);
	const height = rowHeight(), top = selected * height, head = at("heads").offsetHeight;
	if (top < grid.scrollTop)
		grid.scrollTop = top;
	else if (top + height + head > grid.scrollTop + grid.clientHeight)
		grid.scrollTop = top + height + head - grid.clientHeight;
	drawRows(true);
}

function tell(row) {
	const item = itemOf(row), found = ROWS.found[row], flags = found[FOUND.flags];
	const pairs = [[T.type, `${label("types", typeOf(row).type)} (${label("categories", typeOf(row).category)})`], [T.masked, found[FOUND.masked]],
		[T.file, item[ITEM.path]], [T.member, item[ITEM.members].join(" › ")], [T.colPlace, found[FOUND.where]],
		[T.confidence, `${T[CONFIDENCES[found[FOUND.confidence]]]} (${num(found[FOUND.score] / 1000)})`],
		[T.near, found[FOUND.context]], [T.against, found[FOUND.against]], [T.role, found[FOUND.role]], [T.term, label("terms", found[FOUND.term] || "-")],
		[T.note, [flags & 1 ? T.test : "", flags & 2 ? T.organisation : ""].filter(Boolean).join(", ")],
		[T.modified, dayOf(item[ITEM.seconds])], [T.owner, item[ITEM.owner]], [T.format, item[ITEM.format]]];
	const list = make("dl", { class: "pairs" });
	for (const [name, value] of pairs)
		if (value && value !== "-")
			list.append(make("dt", null, name), make("dd", null, value));
	fill("detail", list);
	at("detail").hidden = false;
}

function refresh() {
	chosen = choose(sortBy, descending);
	selected = -1;
	at("detail").hidden = true;
	grid.scrollTop = 0;
	grid.setAttribute("aria-rowcount", chosen.length + 1);
	fill("shown", T.shown(num(chosen.length), num(ROWS.n)));
	drawRows(true);
}

function drawHeads() {
	fill("heads", ...COLUMNS.map(([key, title]) => {
		const on = key === sortBy, mark = on ? (descending ? " ▼" : " ▲") : "";
		return make("th", { role: "columnheader", scope: "col", class: "w-" + key, "aria-sort": on ? (descending ? "descending" : "ascending") : "none" },
			make("button", { type: "button", "data-sort": key, onclick: () => sort(key) }, title, make("span", { "aria-hidden": "true" }, mark)));
	}));
}

function sort(key) {
	descending = key === sortBy ? !descending : key === "sure" || key === "when";
	sortBy = key;
	drawHeads();
	at("heads").querySelector(`[data-sort=${key}]`).focus();
	refresh();
}

// ---- choices ----

function options(id, entries) {
	fill(id, make("option", { value: "" }, T.all), ...entries.map(([value, text]) => make("option", { value }, text)));
}

const counted = (entries, text) => entries.map(([value, n]) => [value, `${text(value)} (${num(n)})`]);

// Folders with the places below them, the two hundred with the most, in order.
function folderChoices() {
	const counts = new Map();
	for (const item of ITEMS)
		for (let path = folderOf(item[ITEM.path]); ; path = folderOf(path)) {
			counts.set(path, (counts.get(path) || 0) + item[ITEM.findings].length);
			if (path === "/" || REPORT.sources.some(source => source.path === path))
				break;
		}
	return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 200).sort((a, b) => a[0] < b[0] ? -1 : 1);
}

function fillChoices() {
	const repeated = pick => ITEMS.flatMap(item => item[ITEM.findings].map(() => pick(item)));
	options("by-category", counted(count(ROWS.found.map(found => SUMMARY.types[found[FOUND.type]].category)), name => label("categories", name)));
	options("by-type", counted(count(ROWS.found.map(found => SUMMARY.types[found[FOUND.type]].type)), name => label("types", name)));
	options("by-confidence", [["high", T.onlyHigh], ["medium", T.atLeastMedium], ["low", T.onlyLow]]);
	options("by-folder", folderChoices().map(([path, n]) => [path, `${path} (${num(n)})`]));
	options("by-owner", counted(count(repeated(item => item[ITEM.owner]).filter(Boolean)), name => name));
	options("by-year", counted(count(repeated(item => String(yearOf(item[ITEM.seconds]) || "")).filter(Boolean)), name => name)
		.sort((a, b) => b[0] - a[0]));
	options("by-format", counted(count(repeated(item => item[ITEM.format]).filter(Boolean)), name => name));
}

function setChoice(key, value) {
	const field = at(key === "search" ? "search" : "by-" + key);
	choice[key] = value;
	if (field.tagName === "SELECT" && value && ![...field.options].some(option => option.value === value))
		field.append(make("option", { value }, value));
	field.value = value;
}

// From a chart: these choices alone, and the table.
function show(choices) {
	for (const key of Object.keys(choice))
		setChoice(key, choices[key] || "");
	refresh();
	at("findings").scrollIntoView();
	at("findings").focus({ preventScroll: true });
}

function listen() {
	let waiting = 0;
	at("search").addEventListener("input", event => {
		choice.search = event.target.value;
		clearTimeout(waiting);
		waiting = setTimeout(refresh, 120);
	});
	for (const key of Object.keys(choice))
		if (key !== "search")
			at("by-" + key).addEventListener("change", event => {
				choice[key] = event.target.value;
				refresh();
			});
	at("filters").addEventListener("submit", event => event.preventDefault());
	at("filters").addEventListener("reset", event => {
		event.preventDefault();
		for (const key of Object.keys(choice))
			setChoice(key, "");
		refresh();
	});
	grid.addEventListener("scroll", () => drawRows(false), { passive: true });
	addEventListener("resize", () => drawRows(true));
	body.addEventListener("click", event => {
		const row = event.target.closest("tr[id]");
		if (!row)
			return;
		select(+row.id.slice(1));
		tell(chosen[selected]);
	});
	grid.addEventListener("keydown", onKey);
	addEventListener("beforeprint", drawPrinted);
}

function onKey(event) {
	if (event.target !== grid)
		return;
	const page = Math.max(Math.floor(grid.clientHeight / rowHeight()) - 2, 1);
	const to = { ArrowDown: selected + 1, ArrowUp: selected - 1, PageDown: selected + page, PageUp: selected - page, Home: 0, End: chosen.length - 1 }[event.key];
	if (to !== undefined)
		select(to);
	else if (event.key === "Enter" && selected >= 0)
		tell(chosen[selected]);
	else
		return;
	event.preventDefault();
}

// Paper has no scrolling: the first rows that are chosen.
function drawPrinted() {
	const n = Math.min(chosen.length, PRINTED);
	fill("print-note", n < chosen.length ? T.printNote(num(n), num(chosen.length)) : T.shown(num(n), num(ROWS.n)));
	const rows = [];
	for (let i = 0; i < n; i++) {
		const cells = cellsOf(chosen[i]);
		rows.push(make("tr", null, ...["what", "file", "place", "sure", "when"].map(key => make("td", null, ...cells[key]))));
	}
	fill("print-rows", head([T.colWhat], [T.colFile], [T.colPlace], [T.colSure], [T.colWhen]), make("tbody", null, ...rows));
}
