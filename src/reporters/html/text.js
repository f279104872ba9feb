// SPDX-License-Identifier: GPL-3.0-or-later
// text.js - what the page says, in two languages, and how it writes numbers and days.
"use strict";

// One or several: numbers come as they are shown.
const noun = (n, one, many) => n === "1" ? one : many;
const some = (n, one, many) => `${n} ${noun(n, one, many)}`;

const TEXTS = {
	sv: {
		title: "Personuppgifter i filer",
		skip: "Till tabellen",
		glance: "I korthet",
		counting: "Ett värde som står på flera ställen räknas en gång som värde och varje gång som ställe. Staplar, diagram och tabellen räknar ställen. Alla värden är maskerade.",
		what: "Vad som finns",
		sure: "Hur säkert det är",
		unread: "Vad som kunde läsas",
		where: "Var det ligger",
		whereHelp: "Ytan svarar mot antalet ställen. Välj en mapp för att se den i tabellen.",
		age: "Hur gammalt det är",
		trend: "Över tid",
		sources: "Genomsökta källor",
		table: "Alla ställen",
		media: "Bilder, ljud och film",
		mediaHelp: "Bara namn och metadata har lästs: vad de visar och säger vet rapporten inte.",
		images: "Bilder", sounds: "Ljud", films: "Filmer",
		problems: "Vad som inte kunde läsas helt",
		how: "Om rapporten",
		footer: "Rapporten innehåller inga personuppgifter i klartext, men visar var de finns: förvara den därefter.",
		search: "Sök",
		category: "Kategori",
		type: "Typ",
		confidence: "Säkerhet",
		folder: "Mapp",
		owner: "Ägare",
		modified: "Ändrad",
		format: "Format",
		clear: "Rensa",
		gridHelp: "Piltangenter flyttar markeringen, Enter visar mer om raden, rubrikerna sorterar.",
		detail: "Mer om raden",
		all: "Alla",
		high: "hög", medium: "medel", low: "låg",
		atLeastMedium: "medel och hög",
		onlyHigh: "endast hög",
		onlyLow: "endast låg",
		colWhat: "Uppgift", colFile: "Fil", colPlace: "Ställe", colSure: "Säkerhet",
		colWhen: "Ändrad", colOwner: "Ägare", colFormat: "Format",
		shown: (n, all) => n === all ? some(n, "ställe", "ställen") : `${n} av ${some(all, "ställe", "ställen")}`,
		hidden: n => `${some(n, "ställe", "ställen")} som granskning har märkt som inte personuppgift räknas inte här.`,
		made: (when, program, inventory) => `Gjord ${when} av ${program} ur ${inventory}`,
		places: "Ställen", values: "Värden", files: "Filer", share: "Andel", oldest: "Äldst", newest: "Nyast",
		placesWithData: n => noun(n, "ställe med personuppgifter", "ställen med personuppgifter"),
		valuesOf: n => some(n, "värde", "olika värden"),
		filesWith: n => noun(n, "fil med personuppgifter", "filer med personuppgifter"),
		ofFiles: (n, size) => `av ${some(n, "fil", "filer")}, ${size}`,
		special: "känsliga uppgifter",
		specialMore: "hälsa, fack, religion, brott och annat särskilt skyddat",
		highShare: "säkra fynd",
		highMore: n => `${some(n, "ställe", "ställen")} med hög säkerhet`,
		unreadFact: "lästes inte helt",
		unreadMore: (n, share) => `av ${n} objekt (${share})`,
		oldFact: "i filer äldre än fem år",
		oldMore: when => `äldsta filen ändrades ${when}`,
		changeFact: "ställen i ändrade filer",
		changeMore: (n, when) => `${some(n, "fil", "filer")} sedan ${when}`,
		firstScan: "första genomsökningen",
		full: "läst helt", part: "läst i delar", notRead: "inte läst", noText: "utan text",
		items: "objekt",
		reasons: "Skäl",
		nothing: "Inget.",
		nothingFound: "Inga personuppgifter hittades i det som lästes.",
		nothingUnread: "Allt kunde läsas.",
		noEarlier: "Det finns ingen tidigare genomsökning att jämföra med.",
		noTrend: "Efter fler genomsökningar visas här hur det ändras.",
		findings: "Ställen", problemsWord: "Problem",
		scan: "Genomsökning",
		ageHelp: "Ställen efter året då filen senast ändrades. Välj ett år för att se det i tabellen.",
		source: "Källa", lastComplete: "Senast helt genomsökt", never: "aldrig", now: "Nu", before: "Före",
		added: "ny", changed: "ändrad", moved: "flyttad", removed: "borttagen", change: "Hur",
		changedFiles: "Filer som har ändrats",
		changeCounts: (added, changed, moved, removed) => `Filer: ${added} nya, ${changed} ändrade, ${moved} flyttade, ${removed} borttagna.`,
		sourcesFact: n => noun(n, "källa genomsökt", "källor genomsökta"), sourcesMore: when => when ? `senast helt ${when}` : "ingen helt",
		from: "från",
		changedSince: (when) => `Jämfört med genomsökningen ${when}. Filer utan personuppgifter före och efter listas inte.`,
		andMore: n => `och ${n} till: se xlsx, csv eller json`,
		others: "övriga mappar",
		file: "Fil", inside: "I filen", member: "Inuti", reason: "Skäl", note: "Mer",
		masked: "Maskerat", near: "Ord intill som talar för", against: "Ord intill som talar emot",
		role: "Står som", term: "Slag", score: "Poäng",
		test: "testnummer", organisation: "hör till en organisation",
		themeAuto: "Tema: system", themeLight: "Tema: ljust", themeDark: "Tema: mörkt",
		onlyNew: (when) => `Bara det som kom efter genomsökningen ${when}. Täckningen gäller hela inventariet.`,
		protected: n => `Skyddad identitet: ${some(n, "ställe", "ställen")}. Visa det inte för fler än nödvändigt.`,
		cut: n => `Tabellen är avkortad: ${some(n, "ställe", "ställen")} ryms inte i sidan. Sammanfattningen räknar alla. Alla ställen finns i csv, jsonl och json.`,
		printNote: (n, all) => `De första ${n} av ${all} ställen i urvalet. Alla finns i xlsx och csv.`,
		inventory: "Inventarium", program: "Program", options: "Val", madeAt: "Gjord", none: "inga",
		scans: "Genomsökningar", rules: "regler", coverage: "Täckning",
		unknown: "okänt", year: "år",
		complete: "fullständig", interrupted: "avbruten", failed: "misslyckad", running: "pågår",
	},
	en: {
		title: "Personal data in files",
		skip: "To the table",
		glance: "At a glance",
		counting: "A value that stands at several places counts once as a value and each time as a place. Bars, charts and the table count places. All values are masked.",
		what: "What there is",
		sure: "How sure it is",
		unread: "What could be read",
		where: "Where it lies",
		whereHelp: "Areas follow the number of places. Choose a folder to see it in the table.",
		age: "How old it is",
		trend: "Over time",
		sources: "Sources scanned",
		table: "All places",
		media: "Pictures, sound and film",
		mediaHelp: "Only names and metadata were read: the report does not know what they show and say.",
		images: "Pictures", sounds: "Sounds", films: "Films",
		problems: "What could not be read in full",
		how: "About this report",
		footer: "The report holds no personal data in the clear, but shows where they lie: keep it accordingly.",
		search: "Search",
		category: "Category",
		type: "Type",
		confidence: "Confidence",
		folder: "Folder",
		owner: "Owner",
		modified: "Modified",
		format: "Format",
		clear: "Clear",
		gridHelp: "Arrow keys move the selection, Enter tells more about the row, the headings sort.",
		detail: "More about the row",
		all: "All",
		high: "high", medium: "medium", low: "low",
		atLeastMedium: "medium and high",
		onlyHigh: "high only",
		onlyLow: "low only",
		colWhat: "What", colFile: "File", colPlace: "Place", colSure: "Confidence",
		colWhen: "Modified", colOwner: "Owner", colFormat: "Format",
		shown: (n, all) => n === all ? some(n, "place", "places") : `${n} of ${some(all, "place", "places")}`,
		hidden: n => `${some(n, "place", "places")} that review marked as no personal data ${noun(n, "is", "are")} not counted here.`,
		made: (when, program, inventory) => `Made ${when} by ${program} from ${inventory}`,
		places: "Places", values: "Values", files: "Files", share: "Share", oldest: "Oldest", newest: "Newest",
		placesWithData: n => noun(n, "place with personal data", "places with personal data"),
		valuesOf: n => some(n, "value", "different values"),
		filesWith: n => noun(n, "file with personal data", "files with personal data"),
		ofFiles: (n, size) => `of ${some(n, "file", "files")}, ${size}`,
		special: "special categories",
		specialMore: "health, union, religion, crime and what else is protected",
		highShare: "sure findings",
		highMore: n => `${some(n, "place", "places")} of high confidence`,
		unreadFact: "not read in full",
		unreadMore: (n, share) => `of ${some(n, "item", "items")} (${share})`,
		oldFact: "in files older than five years",
		oldMore: when => `the oldest file was changed ${when}`,
		changeFact: "places in changed files",
		changeMore: (n, when) => `${some(n, "file", "files")} since ${when}`,
		firstScan: "the first scan",
		full: "read in full", part: "read in part", notRead: "not read", noText: "no text",
		items: "items",
		reasons: "Reasons",
		nothing: "None.",
		nothingFound: "No personal data was found in what was read.",
		nothingUnread: "Everything could be read.",
		noEarlier: "There is no earlier scan to compare with.",
		noTrend: "After more scans this shows how things change.",
		findings: "Places", problemsWord: "Problems",
		scan: "Scan",
		ageHelp: "Places by the year in which the file was changed last. Choose a year to see it in the table.",
		source: "Source", lastComplete: "Last complete scan", never: "never", now: "Now", before: "Before",
		added: "added", changed: "changed", moved: "moved", removed: "removed", change: "How",
		changedFiles: "Files that changed",
		changeCounts: (added, changed, moved, removed) => `Files: ${added} added, ${changed} changed, ${moved} moved, ${removed} removed.`,
		sourcesFact: n => noun(n, "source scanned", "sources scanned"), sourcesMore: when => when ? `completely last ${when}` : "none completely",
		from: "from",
		changedSince: (when) => `Compared with the scan of ${when}. Files without personal data before and after are not listed.`,
		andMore: n => `and ${n} more: see xlsx, csv or json`,
		others: "other folders",
		file: "File", inside: "Within it", member: "Within", reason: "Reason", note: "Detail",
		masked: "Masked", near: "Words near by for it", against: "Word near by against it",
		role: "Stands as", term: "Kind", score: "Score",
		test: "test number", organisation: "of an organisation",
		themeAuto: "Theme: system", themeLight: "Theme: light", themeDark: "Theme: dark",
		onlyNew: (when) => `Only what came after the scan of ${when}. Coverage is of the whole inventory.`,
		protected: n => `Protected identity: ${some(n, "place", "places")}. Show this to nobody who need not see it.`,
		cut: n => `The table is cut short: ${some(n, "place does", "places do")} not fit the page. The summary counts all. csv, jsonl and json have all places.`,
		printNote: (n, all) => `The first ${n} of ${all} places chosen. xlsx and csv have all.`,
		inventory: "Inventory", program: "Program", options: "Options", madeAt: "Made", none: "none",
		scans: "Scans", rules: "rules", coverage: "Coverage",
		unknown: "unknown", year: "year",
		complete: "complete", interrupted: "interrupted", failed: "failed", running: "running",
	},
};

const LANGUAGE = document.documentElement.lang === "en" ? "en" : "sv";
const T = TEXTS[LANGUAGE];

const numbers = new Intl.NumberFormat(LANGUAGE);
const percents = new Intl.NumberFormat(LANGUAGE, { style: "percent", maximumFractionDigits: 1 });
const num = n => numbers.format(n);
const percent = (n, of) => n && n / of < 0.0005 ? "< " + percents.format(0.001) : percents.format(of ? n / of : 0);
const day = iso => iso ? iso.slice(0, 10) : "";
const minute = iso => iso ? iso.slice(0, 10) + " " + iso.slice(11, 16) + " UTC" : "";

function bytes(n) {
	const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
	let unit = 0;
	for (; n >= 1024 && unit < units.length - 1; unit++)
		n /= 1024;
	return new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: unit ? 1 : 0 }).format(n) + " " + units[unit];
}

// An element with attributes, and children that are elements or text. Text is never markup.
function make(name, attributes, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {}))
		if (key === "class")
			element.className = value;
		else if (key.startsWith("on"))
			element.addEventListener(key.slice(2), value);
		else if (value !== undefined && value !== null)
			element.setAttribute(key, value);
	element.append(...children.filter(child => child !== null && child !== undefined));
	return element;
}

// The same in SVG.
function draw(name, attributes, ...children) {
	const element = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [key, value] of Object.entries(attributes || {}))
		if (key.startsWith("on"))
			element.addEventListener(key.slice(2), value);
		else
			element.setAttribute(key, value);
	element.append(...children);
	return element;
}

const at = id => document.getElementById(id);
const fill = (id, ...children) => at(id).replaceChildren(...children);
