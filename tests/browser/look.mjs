// SPDX-License-Identifier: GPL-3.0-or-later
// look.mjs - pages in headless Chromium, and what holds for all that spana writes: the console is
// silent, nothing is fetched, and axe finds no fault.
import { createRequire } from "node:module";
import { readFileSync, mkdtempSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

// modules: the folder with node_modules; profiles: an empty one for the browser.
export function looker(modules, profiles) {
	const require = createRequire(pathToFileURL(join(modules, "x.js")));
	const { chromium } = require("playwright-core");
	const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
	let failures = 0, checks = 0;

	function check(what, ok, more = "") {
		checks++;
		if (!ok) {
			failures++;
			console.log(`FAILED: ${what} ${more}`);
		}
	}

	const same = (what, got, want) => check(what, JSON.stringify(got) === JSON.stringify(want), `: ${JSON.stringify(got)}, wanted ${JSON.stringify(want)}`);

	async function open(file, options) {
		const context = await chromium.launchPersistentContext(mkdtempSync(join(profiles, "p-")), {
			executablePath: process.env.CHROMIUM,
			args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync"],
			viewport: { width: 1280, height: 900 }, ...options,
		});
		const page = await context.newPage();
		page.on("console", message => check("the console is silent", false, message.text()));
		page.on("pageerror", error => check("no script error", false, error.stack));
		page.on("dialog", dialog => { check("no dialog", false, dialog.message()); dialog.dismiss(); });
		page.on("request", request => check("nothing is fetched", request.url().startsWith("file:"), request.url()));
		await page.goto(pathToFileURL(file).href);
		return { context, page };
	}

	async function accessible(page, what) {
		await page.evaluate(axe);
		const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
		for (const violation of violations)
			check(`${what}: ${violation.id}`, false, violation.nodes.slice(0, 3).map(node => node.html + " " + node.failureSummary).join("\n"));
		check(what, violations.length === 0);
	}

	// What the process exits with.
	function end() {
		console.log(`${checks} checks, ${failures} failed`);
		return failures ? 1 : 0;
	}

	return { check, same, open, accessible, end };
}
