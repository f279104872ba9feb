// SPDX-License-Identifier: GPL-3.0-or-later
// kunder.js TYPE FILE - a workbook as SheetJS writes it: see make_fixtures.py.
const xlsx = require("xlsx");

const old = /^biff[234]$/.test(process.argv[2]);
const rows = [
	["Namn", "Personnummer", "Född", "Belopp", "Text"],
	["Anna Åk", 198001139818, new Date(Date.UTC(1980, 0, 13)), 12.5, "070-174 06 05"],
	["Björn Ek", "19811228-9874", new Date(Date.UTC(2001, 0, 1)), 1200, "org.nr 556520-6199"],
];
const sheet = xlsx.utils.aoa_to_sheet(rows, { UTC: true, dateNF: "yyyy-mm-dd" });
if (!old) {
	sheet.A2.c = [{ a: "Eva Ek", t: "Anteckning om kunden" }];
	sheet.E3.l = { Target: "mailto:anna.ek@example.org" };
	sheet.A3.c = [{ a: "Eva Ek", t: "Ring Bo" }];
}
const book = xlsx.utils.book_new();
xlsx.utils.book_append_sheet(book, sheet, "Kunder");
if (!old) {
	const hidden = xlsx.utils.aoa_to_sheet([["Gömt blad: IBAN SE45 5000 0000 0583 9825 7466"]]);
	xlsx.utils.book_append_sheet(book, hidden, "Gömt");
	book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] };
}
book.Props = { Author: "Anna Åk", Title: "Kunder" };
xlsx.writeFile(book, process.argv[3], { bookType: process.argv[2], bookSST: !old });
