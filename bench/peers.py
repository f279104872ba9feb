# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs that are there can do with each corpus, as a shell's command."""
import shlex

# What somebody would ask `rg` for who has seven identifiers in mind, without any check.
SEVEN = (
    r"\b(?:16|18|19|20)?[0-9]{6}[-+ ]?[0-9]{4}\b",
    r"(?i:\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})",
    r"(?:\+|\b00)[1-9][0-9](?:[ ()/-]?[0-9]){6,12}\b",
    r"\b0[1-9][0-9]{0,2}[ /-]?(?:[0-9][ -]?){5,8}[0-9]\b",
    r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]){11,30}\b",
    r"\b[2-6][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{2,4}\b",
    r"\b3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}\b",
)
# And who wants what spana's pattern files look for: the same types, still without any check.
# A letter beyond ASCII is two bytes here; names cannot be asked for at all.
LETTER = r"(?:[a-z]|\xC3[\xA0-\xBF])"
ALL = SEVEN + (
    r"\bSE ?[0-9]{6}-?[0-9]{4} ?01\b",
    r"(?i:\b(?:bankgiro|bg|plusgiro|postgiro|pg|konto(?:nr|nummer)?|clearing|account)[ .:=-]{1,4})"
    r"[0-9][0-9 .,-]{3,18}[0-9]",
    r"(?i:\b(?:kund|medlems?|elev|student|anst(?:\xC3\xA4llnings)?|f\xC3\xB6rs\xC3\xA4krings|"
    r"customer|client|member|employee)[ .]?(?:nr|nummer|id|no|number)[ .:=]{1,3})[A-Z0-9-]{3,16}",
    r"(?i:\b(?:pass(?:nr|nummer)?|passport|id-?kort)[ .:=]{1,3})[A-Z0-9]{8,9}\b",
    r"(?i:\b(?:reg\.?nr|fordon|bil)[ .:=]{1,3})[A-Z]{3} ?[0-9]{2}[0-9A-Z]\b",
    r"(?i:\bfastighet(?:sbeteckning)?[ .:=]{1,3})[A-Z][a-z ]+ [0-9]+:[0-9]+",
    r"(?i:\breserv(?:nr|nummer|-id)[ .:=]{1,3})[0-9A-Z]{12}\b",
    r"\b[A-Z]" + LETTER + r"+(?:gatan|v\xC3\xA4gen|gr\xC3\xA4nd|stigen|torget|backen|plan)"
    r" [0-9]{1,3}[A-Z]?\b(?:,? [0-9]{3} ?[0-9]{2} [A-Z]" + LETTER + r"+)?",
    r"\b(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\b",
    r"\b(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{1,4}\b",
    r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b",
    r"\b[56][0-9]\.[0-9]{3,}, ?[12][0-9]\.[0-9]{3,}\b",
    r"\b[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]\b",
    r"\b[0-9]{6} ?[0-9]{5}\b",
    r"\bP<SWE[A-Z<]{39}",
    r"(?i:\b(?:diagnos|sjukskriv|sjukintyg|l\xC3\xA4karintyg|rehabiliter|medicin|allergi|astma|"
    r"diabetes|epilepsi|cancer|depression|autism|missbruk|gravid|funktionsneds\xC3\xA4ttning|"
    r"facklig|fackf\xC3\xB6rbund|partimedlem|muslim|kristen|katolik|homosexuell|bisexuell|"
    r"asyls\xC3\xB6kande|etnisk|d\xC3\xB6md|\xC3\xA5tal|h\xC3\xA4ktad|misst\xC3\xA4nkt|brott|"
    r"f\xC3\xA4ngelse|misshandel|sekretessmark|skyddad identitet|skyddade personuppgifter|"
    r"l\xC3\xB6n|betyg|orosanm\xC3\xA4lan|f\xC3\xB6rs\xC3\xB6rjningsst\xC3\xB6d|skuldsanering))"
    + LETTER + r"*",
)


def rg(patterns):
    """ripgrep with the patterns as one alternation."""
    return f"rg -j1 --no-unicode --no-config -uu -o -e {shlex.quote('|'.join(patterns))}"


def unpack(target, then):
    """All of a zip of zips in a folder in memory, then a command there."""
    return (f"d=$(mktemp -d -p /dev/shm) && unzip -q {target} -d $d && "
            f"find $d -name '*.zip' -execdir unzip -q {{}} -d {{}}.d \\; && "
            f"find $d -name '*.docx' -exec unzip -p {{}} word/document.xml \\; >$d/text.xml; "
            f"{then} -g '*.txt' -g '*.xml' $d; rm -r $d")


def convert(target, suffix, program):
    return f"find {target} -name '*.{suffix}' -exec {program} \\;"


# Corpus kind to what brings its text to ripgrep; a kind that is not here is read as it lies.
FEEDS = {
    "docx": lambda target: f"unzip -p {target}",
    "xlsx": lambda target: f"unzip -p {target}",
    "docxs": lambda target: convert(target, "docx", "unzip -p {} word/document.xml"),
    "pdf": lambda target: f"pdftotext {target} -",
    "pdfs": lambda target: convert(target, "pdf", "pdftotext {} -"),
    "share": lambda target: "{ " + "; ".join((
        convert(target, "docx", "unzip -p {} word/document.xml"),
        convert(target, "xlsx", "unzip -p {}"), convert(target, "pdf", "pdftotext {} -"),
        f"find {target} -name '*.txt' -o -name '*.csv' -o -name '*.eml' | xargs cat")) + "; }",
}


def command(kind, target, patterns):
    """Feed and ripgrep as one command of sh."""
    search = rg(patterns)
    if kind == "zip":
        return unpack(target, search)
    feed = FEEDS.get(kind)
    return f"{feed(target)} | {search}" if feed else f"{search} {target}"
