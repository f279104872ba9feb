// SPDX-License-Identifier: GPL-3.0-or-later
// data.js - what the report holds: facts, and rows in arrays of numbers that sort fast.
"use strict";

const read = id => JSON.parse(at(id).textContent);
const FACTS = read("d-facts");
const SUMMARY = FACTS.summary, REPORT = FACTS.report, LABELS = FACTS.labels;
const label = (kind, name) => LABELS[kind][name] || name || T.unknown;

// An item: [path, members, format, owner, seconds, findings].
// A finding: [type, masked, confidence, score, where, flags, context, role, term, against].
const ITEM = { path: 0, members: 1, format: 2, owner: 3, seconds: 4, findings: 5 };
const FOUND = { type: 0, masked: 1, confidence: 2, score: 3, where: 4, flags: 5, context: 6, role: 7, term: 8, against: 9 };
const ITEMS = read("d-rows"), PROBLEMS = read("d-problems"), CHANGES = read("d-changes"), LEFT_OUT = read("d-end").left_out;

const ROWS = (() => {
	const n = ITEMS.reduce((sum, item) => sum + item[ITEM.findings].length, 0);
	const rows = { n, item: new Uint32Array(n), found: new Array(n) };
	let next = 0;
	ITEMS.forEach((item, number) => {
		for (const found of item[ITEM.findings]) {
			rows.item[next] = number;
			rows.found[next++] = found;
		}
	});
	return rows;
})();

const itemOf = row => ITEMS[ROWS.item[row]];
const typeOf = row => SUMMARY.types[ROWS.found[row][FOUND.type]];
const CONFIDENCES = ["low", "medium", "high"];
const yearOf = seconds => seconds ? new Date(seconds * 1000).getUTCFullYear() : 0;
const dayOf = seconds => seconds ? new Date(seconds * 1000).toISOString().slice(0, 10) : "";

// Ranks of words in the order of the language: numbers to sort by.
function ranks(words) {
	const order = [...new Set(words)].sort(new Intl.Collator(LANGUAGE).compare);
	return new Map(order.map((word, rank) => [word, rank]));
}

const typeLabels = SUMMARY.types.map(type => label("types", type.type));
const typeRanks = ranks(typeLabels), ownerRanks = ranks(ITEMS.map(item => item[ITEM.owner]));
const formatRanks = ranks(ITEMS.map(item => item[ITEM.format]));

// One number a row for each column that sorts. Items come in the order of their paths.
const KEYS = {
	what: row => typeRanks.get(typeLabels[ROWS.found[row][FOUND.type]]),
	file: row => ROWS.item[row],
	place: row => row,
	sure: row => ROWS.found[row][FOUND.score],
	when: row => itemOf(row)[ITEM.seconds],
	owner: row => ownerRanks.get(itemOf(row)[ITEM.owner]),
	format: row => formatRanks.get(itemOf(row)[ITEM.format]),
};

// What is searched: made when it is first asked for.
let haystack = null;
function hay(row) {
	if (!haystack) {
		const items = ITEMS.map(item => [item[ITEM.path], ...item[ITEM.members], item[ITEM.owner], item[ITEM.format]].join("\n").toLowerCase());
		haystack = ROWS.found.map((found, i) => `${items[ROWS.item[i]]}\n${typeLabels[found[FOUND.type]]}\n${found[FOUND.masked]}\n${found[FOUND.where]}\n${found[FOUND.context]}`.toLowerCase());
	}
	return haystack[row];
}

const folderOf = path => path.slice(0, Math.max(path.lastIndexOf("/"), 1));
const isWithin = (path, folder) => path.startsWith(folder) && (folder === "/" || path.length === folder.length || path[folder.length] === "/");

const choice = { search: "", category: "", type: "", confidence: "", folder: "", owner: "", year: "", format: "" };

// The rows that the choice lets through, in the order of a column.
function choose(sortBy, descending) {
	const words = choice.search.toLowerCase().split(/\s+/).filter(Boolean);
	const items = new Uint8Array(ITEMS.length);
	ITEMS.forEach((item, i) => {
		items[i] = (!choice.folder || isWithin(item[ITEM.path], choice.folder)) &&
			(!choice.owner || item[ITEM.owner] === choice.owner) &&
			(!choice.year || String(yearOf(item[ITEM.seconds])) === choice.year) &&
			(!choice.format || item[ITEM.format] === choice.format);
	});
	const types = SUMMARY.types.map(type => (!choice.category || type.category === choice.category) &&
		(!choice.type || type.type === choice.type));
	const confidences = { "": [1, 1, 1], medium: [0, 1, 1], high: [0, 0, 1], low: [1, 0, 0] }[choice.confidence];
	const chosen = new Uint32Array(ROWS.n);
	let n = 0;
	for (let row = 0; row < ROWS.n; row++) {
		const found = ROWS.found[row];
		if (items[ROWS.item[row]] && types[found[FOUND.type]] && confidences[found[FOUND.confidence]] &&
			(!words.length || words.every(word => hay(row).includes(word))))
			chosen[n++] = row;
	}
	return order(chosen.subarray(0, n), sortBy, descending);
}

function order(chosen, sortBy, descending) {
	if (!sortBy)
		return chosen;
	const keys = new Float64Array(ROWS.n), sign = descending ? -1 : 1;
	for (const row of chosen)
		keys[row] = KEYS[sortBy](row);
	return chosen.sort((a, b) => sign * (keys[a] - keys[b]) || a - b);
}

// How often each of some words stands, most first: for the lists of choices.
function count(words) {
	const counts = new Map();
	for (const word of words)
		counts.set(word, (counts.get(word) || 0) + 1);
	return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
