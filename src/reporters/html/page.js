// SPDX-License-Identifier: GPL-3.0-or-later
// page.js - puts the page together.
"use strict";

const LISTED = 500; // problems of a reason, changes

function sayTexts() {
	for (const element of document.querySelectorAll("[data-t]"))
		element.textContent = T[element.dataset.t];
	for (const element of document.querySelectorAll("[data-l]"))
		element.setAttribute("aria-label", T[element.dataset.l]);
	fill("about", T.made(minute(REPORT.made), REPORT.program, REPORT.inventory));
}

const note = (id, text) => {
	at(id).textContent = text;
	at(id).hidden = false;
};

function sayNotes() {
	const since = REPORT.changes ? day(REPORT.changes.since_time) : "";
	if (REPORT.only_new)
		note("only-new", T.onlyNew(since));
	if (SUMMARY.protected)
		note("protected", T.protected(num(SUMMARY.protected)));
	if (REPORT.hidden)
		note("hidden-findings", T.hidden(num(REPORT.hidden)));
	if (LEFT_OUT)
		note("cut", T.cut(num(LEFT_OUT)));
}

// ---- at a glance ----

// A day that no line is broken in.
const whole = iso => day(iso).replaceAll("-", "\u2011");

const fact = (big, name, more) => make("div", null, make("dt", null, name), make("dd", { class: "big" }, big), more ? make("dd", { class: "more" }, more) : "");

function changeFact() {
	const c = REPORT.changes;
	if (!c)
		return fact("–", T.changeFact, T.firstScan);
	const files = c.added + c.changed + c.moved + c.removed, more = c.findings - c.findings_before;
	return fact(`${more > 0 ? "+" : more < 0 ? "−" : "±"}${num(Math.abs(more))}`, T.changeFact, T.changeMore(num(files), whole(c.since_time)));
}

function drawFacts() {
	const sum = pick => SUMMARY.types.reduce((n, type) => n + pick(type), 0);
	const special = sum(type => ["special", "criminal", "protected"].includes(type.category) ? placesOf(type) : 0);
	const high = sum(type => type.high), unread = SUMMARY.outcomes.part + SUMMARY.outcomes.not_read;
	const limit = new Date(REPORT.made).getUTCFullYear() - 5;
	const ages = FACTS.groups.age.filter(group => group.name);
	const old = ages.filter(group => +group.name < limit).reduce((n, group) => n + group.places, 0);
	const oldest = ages.map(group => group.oldest).filter(Boolean).sort()[0];
	fill("facts",
		fact(num(PLACES), T.placesWithData(num(PLACES)), T.valuesOf(num(sum(type => type.values)))),
		fact(num(FACTS.files_with), T.filesWith(num(FACTS.files_with)), T.ofFiles(num(SUMMARY.files), bytes(SUMMARY.bytes))),
		fact(num(special), T.special, T.specialMore),
		fact(percent(high, PLACES), T.highShare, T.highMore(num(high))),
		fact(percent(old, PLACES), T.oldFact, oldest ? T.oldMore(whole(oldest)) : ""),
		fact(num(unread), T.unreadFact, T.unreadMore(num(SUMMARY.items), percent(unread, SUMMARY.items))),
		changeFact(),
		fact(num(REPORT.sources.length), T.sourcesFact(num(REPORT.sources.length)), T.sourcesMore(whole(REPORT.sources.map(source => source.last_complete || "").sort()[0]))));
}

function drawSources() {
	fill("sources", make("table", { class: "list" },
		head([T.source], [T.files, "n"], [T.findings, "n"], [T.problemsWord, "n"], [T.lastComplete, "fit"]),
		make("tbody", null, ...REPORT.sources.map(source => make("tr", null,
			make("th", { scope: "row" }, source.path),
			make("td", { class: "n" }, num(source.files)), make("td", { class: "n" }, num(source.findings)),
			make("td", { class: "n" }, num(source.problems)),
			make("td", { class: "fit" }, source.last_complete ? minute(source.last_complete) : T.never))))));
}

// ---- problems and changes ----

const andMore = n => n > 0 ? make("p", { class: "soft" }, T.andMore(num(n))) : "";

function drawProblems() {
	const by = new Map();
	for (const problem of PROBLEMS)
		by.set(problem[2], [...(by.get(problem[2]) || []), problem]);
	if (!by.size)
		return fill("problems", make("p", null, T.nothingUnread));
	fill("problems", ...[...by].sort((a, b) => b[1].length - a[1].length).map(([reason, all]) => make("details", null,
		make("summary", null, `${label("reasons", reason)} (${num(all.length)})`),
		make("table", { class: "list" }, head([T.file], [T.inside], [T.note]),
			make("tbody", null, ...all.slice(0, LISTED).map(([path, members, , detail]) => make("tr", null,
				make("td", null, path), make("td", null, members.join(" › ")), make("td", null, detail))))),
		andMore(all.length - LISTED))));
}

function drawMedia() {
	const media = SUMMARY.media || [];
	at("media-part").hidden = !media.length;
	fill("media", make("table", { class: "list" }, head([T.folder], [T.images, "n"], [T.sounds, "n"], [T.films, "n"]),
		make("tbody", null, ...media.slice(0, LISTED).map(one => make("tr", null, make("td", null, one.folder),
			...["images", "sounds", "films"].map(kind => make("td", { class: "n" }, num(one[kind]))))))), andMore(media.length - LISTED));
}

function drawChanges() {
	const c = REPORT.changes;
	if (!c) {
		fill("changes", make("p", null, T.noEarlier));
		return;
	}
	fill("changed", make("p", null, T.changeCounts(num(c.added), num(c.changed), num(c.moved), num(c.removed))));
	fill("changes", make("p", { class: "soft small" }, T.changedSince(minute(c.since_time))),
		CHANGES.length ? make("table", { class: "list" }, head([T.change, "fit"], [T.before, "n"], [T.now, "n"], [T.file]),
			make("tbody", null, ...CHANGES.slice(0, LISTED).map(([how, path, from, before, after]) => make("tr", null,
				make("td", { class: "fit" }, T[how]), make("td", { class: "n" }, num(before)), make("td", { class: "n" }, num(after)),
				make("td", null, path, from ? make("div", { class: "soft small" }, `${T.from} ${from}`) : ""))))) : make("p", null, T.nothing),
		andMore(CHANGES.length - LISTED));
}

function drawHow() {
	const pair = (name, ...values) => [make("dt", null, name), ...values.map(value => make("dd", null, value))];
	const o = SUMMARY.outcomes;
	fill("how", ...pair(T.inventory, REPORT.inventory), ...pair(T.program, REPORT.program), ...pair(T.madeAt, minute(REPORT.made)),
		...pair(T.options, REPORT.options || T.none),
		...pair(T.coverage, `${num(SUMMARY.items)} ${T.items}: ${T.full} ${num(o.full)}, ${T.part} ${num(o.part)}, ${T.notRead} ${num(o.not_read)}, ${T.noText} ${num(o.no_text)}`),
		...pair(T.scans, ...REPORT.scans.slice(0, 5).map(scan => `${scan.id}: ${minute(scan.started)}, ${T[scan.state] || scan.state}, ${scan.program}, ${T.rules} ${scan.ruleset}, ${JSON.stringify(scan.options)}`)));
}

// ---- theme ----

function setTheme(theme) {
	if (theme)
		document.documentElement.dataset.theme = theme;
	else
		delete document.documentElement.dataset.theme;
	at("theme").textContent = { "": T.themeAuto, light: T.themeLight, dark: T.themeDark }[theme || ""];
}

at("theme").addEventListener("click", () =>
	setTheme({ undefined: "dark", dark: "light", light: "" }[document.documentElement.dataset.theme]));

setTheme("");
sayTexts();
sayNotes();
drawFacts();
drawTypes();
drawSure();
drawUnread();
drawFolders();
drawAge();
drawTrend();
drawSources();
drawProblems();
drawMedia();
drawChanges();
drawHow();
fillChoices();
drawHeads();
listen();
refresh();
