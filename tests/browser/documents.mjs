// SPDX-License-Identifier: GPL-3.0-or-later
// documents.mjs - looks at pages without scripts in headless Chromium: answers to persons, records.
//
//   node documents.mjs MODULES PROFILES SHOTS DOCUMENT EXPECTED.json ...
//
// EXPECTED: {language, shown: [words on the page], absent: [words that are nowhere in it],
// excerpts: how many there are, at least}. SHOTS is a folder for screenshots, or "".
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { looker } from "./look.mjs";

const [modules, profiles, shots, ...documents] = process.argv.slice(2);
const { check, same, open, accessible, end } = looker(modules, profiles);

// The first pages of a PDF say how large they are.
function sizes(pdf) {
	return [...pdf.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/g)]
		.map(([, width, height]) => `${Math.round(width)}x${Math.round(height)}`);
}

async function paper(page, what) {
	await page.emulateMedia({ media: "print", colorScheme: null });
	same(`${what}: paper is white`, await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)");
	// What is left of A4 between the margins, at 96 pixels an inch.
	await page.setViewportSize({ width: 673, height: 978 });
	check(`${what}: it fits the width of A4`, await page.evaluate("document.documentElement.scrollWidth") <= 673,
		String(await page.evaluate("document.documentElement.scrollWidth")));
	const pdf = await page.pdf({ preferCSSPageSize: true });
	same(`${what}: pages are A4`, [...new Set(sizes(pdf))], ["595x842"]);
}

async function look(file, expected) {
	const what = basename(file);
	for (const colorScheme of ["light", "dark"]) {
		const { context, page } = await open(file, { colorScheme });
		same(`${what}: language`, await page.getAttribute("html", "lang"), expected.language);
		same(`${what}: no scripts, no images`, await page.evaluate("[document.scripts.length, document.images.length, window.hacked]"), [0, 0, null].map(x => x === null ? undefined : x));
		const text = await page.innerText("body"), source = await page.content();
		for (const words of expected.shown)
			check(`${what}: shows ${words}`, text.includes(words));
		for (const words of expected.absent)
			check(`${what}: does not hold ${words}`, !source.includes(words));
		check(`${what}: excerpts`, await page.locator("q").count() >= expected.excerpts);
		await accessible(page, `${what}, ${colorScheme}`);
		if (shots)
			await page.screenshot({ path: join(shots, `${what}-${colorScheme}.png`), fullPage: true });
		await page.setViewportSize({ width: 390, height: 844 });
		check(`${what}: narrow screens need no sideways scrolling`, await page.evaluate("document.documentElement.scrollWidth") <= 390,
			String(await page.evaluate("document.documentElement.scrollWidth")));
		await accessible(page, `${what}, ${colorScheme}, narrow`);
		if (shots)
			await page.screenshot({ path: join(shots, `${what}-${colorScheme}-narrow.png`), fullPage: true });
		if (colorScheme === "dark")
			await paper(page, what);
		await context.close();
	}
}

for (let i = 0; i < documents.length; i += 2)
	await look(documents[i], JSON.parse(readFileSync(documents[i + 1], "utf8")));
process.exit(end());
