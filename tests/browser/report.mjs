// SPDX-License-Identifier: GPL-3.0-or-later
// report.mjs - looks at an HTML report in headless Chromium, as a person would.
//
//   node report.mjs MODULES REPORT EXPECTED.json PROFILES
//
// MODULES is the folder with node_modules, EXPECTED what the inventory says of the same rows, and
// PROFILES an empty folder for the browser. Prints each check that failed; status 1 where one did.
import { readFileSync } from "node:fs";
import { looker } from "./look.mjs";

const [modules, report, expectedFile, profiles] = process.argv.slice(2);
const expected = JSON.parse(readFileSync(expectedFile, "utf8"));
const { check, same, open, accessible, end } = looker(modules, profiles);

// The number before "of" or "places", whatever stands between its thousands.
async function count(page) {
	const text = await page.textContent("#shown");
	return Number(text.split(/ av | of |[a-zå-ö]/i)[0].replace(/\D/g, ""));
}

async function settle(page) {
	await page.waitForTimeout(200);
}

const cells = (page, column) => page.$$eval(`#body td.w-${column}`, all => all.map(cell => cell.textContent));
const clear = async page => { await page.click("#filters button[type=reset]"); await settle(page); };

async function filters(page) {
	same("all rows are counted", await count(page), expected.rows);
	for (const [name, values] of Object.entries(expected.counts)) {
		for (const [value, n] of Object.entries(values)) {
			await page.selectOption(`#by-${name}`, value);
			await settle(page);
			same(`filter ${name} ${value}`, await count(page), n);
		}
		await clear(page);
	}
	for (const [words, n] of Object.entries(expected.searches)) {
		await page.fill("#search", words);
		await settle(page);
		same(`search ${words}`, await count(page), n);
	}
	await clear(page);
	same("cleared", await count(page), expected.rows);
}

async function sorts(page) {
	const ascending = list => list.every((one, i) => !i || list[i - 1] <= one);
	for (const column of ["when", "owner", "format"]) {
		await page.click(`[data-sort=${column}]`);
		await settle(page);
		const state = () => page.getAttribute(`th.w-${column}`, "aria-sort");
		const first = await state(), list = await cells(page, column);
		check(`sorted by ${column}`, list.length > 10 && ascending(first === "ascending" ? list : list.slice().reverse()), list.join());
		await page.click(`[data-sort=${column}]`);
		await settle(page);
		check(`turned round by ${column}`, first !== await state());
		const turned = await cells(page, column);
		check(`sorted the other way by ${column}`, ascending(first === "ascending" ? turned.reverse() : turned), turned.join());
	}
}

async function hostile(page) {
	for (const name of expected.hostile) {
		await page.fill("#search", name.search);
		await settle(page);
		const files = await cells(page, "file");
		check(`${name.search} is shown as text`, files.length > 0 && files.every(text => text.includes(name.shown)), files[0]);
	}
	await clear(page);
	same("no name of a file ran", await page.evaluate("[window.hacked, document.images.length, document.scripts.length]"),
		[null, 0, 6].map(x => x === null ? undefined : x));
}

async function keyboard(page) {
	await page.focus("#grid");
	for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown"])
		await page.keyboard.press(key);
	same("arrows move", await page.getAttribute("#grid", "aria-activedescendant"), "r1");
	same("one row is selected", await page.$$eval("#body [aria-selected=true]", rows => rows.map(row => row.id)), ["r1"]);
	await page.keyboard.press("Enter");
	check("Enter tells more", await page.isVisible("#detail") && (await page.textContent("#detail")).includes("/"));
	await page.keyboard.press("End");
	await settle(page);
	same("End goes to the last row", await page.getAttribute("#grid", "aria-activedescendant"), `r${expected.rows - 1}`);
	await page.keyboard.press("Home");
	await page.focus("#folders [tabindex]");
	await page.keyboard.press("Enter");
	await settle(page);
	check("a folder on the map is chosen by a key", await count(page) < expected.rows && await page.inputValue("#by-folder") !== "");
	await clear(page);
	await page.click("#types button >> nth=0");
	await settle(page);
	check("a type in the list is chosen", await count(page) < expected.rows && await page.inputValue("#by-type") !== "");
	await clear(page);
}

// Few rows stand in the document, and a choice over all rows takes no time that a person minds.
async function fluid(page) {
	const rows = await page.$$eval("#body tr", all => all.length);
	check("only rows in sight are drawn", rows < 100, String(rows));
	const spent = await page.evaluate(() => {
		const start = performance.now();
		setChoice("search", "ek");
		refresh();
		setChoice("search", "");
		sort("file");
		sort("sure");
		refresh();
		return performance.now() - start;
	});
	console.log(`${expected.rows} rows: a search and three sorts take ${Math.round(spent)} ms`);
	check("choices are quick", spent < 4000, `${Math.round(spent)} ms`);
	await page.evaluate(() => { at("grid").scrollTop = 1e9; });
	await settle(page);
	check("the last row is drawn", await page.locator(`#r${expected.rows - 1}`).count() === 1);
	await page.evaluate(() => { at("grid").scrollTop = 0; });
}

async function whole() {
	const { context, page } = await open(report, { colorScheme: "light" });
	same("language", await page.getAttribute("html", "lang"), expected.language);
	check("it has a title", (await page.title()).length > 5);
	same("nothing of the page is left to fill", await page.$$eval("[data-t]", all => all.filter(one => !one.textContent).length), 0);
	if (expected.counts) {
		await filters(page);
		await sorts(page);
		await hostile(page);
		await keyboard(page);
		await accessible(page, "light, wide");
		await page.click("#theme");
		same("dark by choice", await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(17, 22, 28)");
		await accessible(page, "dark by choice");
		await paper(page);
	} else
		await fluid(page);
	await context.close();
}

async function paper(page) {
	await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
	await page.emulateMedia({ media: "print" });
	check("paper is white", await page.evaluate("getComputedStyle(document.body).backgroundColor") === "rgb(255, 255, 255)");
	check("rows are printed", await page.$$eval("#print-rows tbody tr", rows => rows.length) === Math.min(500, expected.rows));
	check("the table that scrolls is not", !await page.isVisible("#grid"));
	check("it fits the width of A4", await page.evaluate("document.documentElement.scrollWidth") <= 1280);
	check("it prints", (await page.pdf({ preferCSSPageSize: true })).length > 20000);
}

async function themes() {
	for (const colorScheme of ["light", "dark"]) {
		const { context, page } = await open(report, { colorScheme, viewport: { width: 390, height: 844 } });
		check("narrow screens need no sideways scrolling", await page.evaluate("document.documentElement.scrollWidth") <= 390);
		await accessible(page, `${colorScheme}, narrow`);
		await page.setViewportSize({ width: 1280, height: 900 });
		await page.focus("#grid");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await accessible(page, `${colorScheme}, a row chosen`);
		await context.close();
	}
}

await whole();
if (expected.counts)
	await themes();
process.exit(end());
