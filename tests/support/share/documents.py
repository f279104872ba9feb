# SPDX-License-Identifier: GPL-3.0-or-later
"""Small Office Open XML (ECMA-376) and OpenDocument (ISO/IEC 26300) files.

Only what the share needs: paragraphs in runs, footers, comments, sheets with number formats,
slides with notes.
"""
from xml.sax.saxutils import escape, quoteattr

from .containers import zip_file

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = f'xmlns:r="{OFFICE}"'


def relations(targets):
    """Relationship part: (type, target) pairs, a link outside where the target is a URL."""
    rows = []
    for number, (kind, target) in enumerate(targets, 1):
        outside = ' TargetMode="External"' if ":" in target else ""
        base = PACKAGE if kind.startswith("metadata/") else OFFICE
        rows.append(f'<Relationship Id="rId{number}" Type="{base}/{kind}" '
                    f'Target={quoteattr(target)}{outside}/>')
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{"".join(rows)}</Relationships>'


def core(creator, editor, title):
    return (f'{HEAD}<cp:coreProperties '
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:title>{escape(title)}</dc:title><dc:creator>{escape(creator)}</dc:creator>'
            f'<cp:lastModifiedBy>{escape(editor)}</cp:lastModifiedBy></cp:coreProperties>')


def package(main, parts, types, properties):
    """An OPC zip; TYPES maps part names to content types, MAIN is the main part."""
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>'
                   for name, kind in types.items())
    content = (f'{HEAD}<Types '
               'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
               '<Default Extension="rels" '
               'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
               f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>')
    roots = [("officeDocument", main), ("metadata/core-properties", "docProps/core.xml")]
    files = [("[Content_Types].xml", content), ("_rels/.rels", relations(roots)),
             ("docProps/core.xml", core(*properties)), *parts]
    return zip_file([(name, text.encode()) for name, text in files])


def runs(text):
    """A paragraph; "|" in the text is where one run ends and the next, bold one begins."""
    pieces = []
    for number, piece in enumerate(text.split("|")):
        bold = "<w:rPr><w:b/></w:rPr>" if number % 2 else ""
        pieces.append(f'<w:r>{bold}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>')
    return f'<w:p>{"".join(pieces)}</w:p>'


def word_table(rows):
    cells = ("".join(f"<w:tc><w:tcPr/>{runs(cell)}</w:tc>" for cell in row) for row in rows)
    return f'<w:tbl><w:tblPr/>{"".join(f"<w:tr>{row}</w:tr>" for row in cells)}</w:tbl>'


def docx(paragraphs, properties, footer=None, comment=None, table=None, link=None):
    body = "".join(runs(text) for text in paragraphs)
    if table:
        body += word_table(table) + runs("")
    parts, related, last = [], [], ""
    types = {"word/document.xml": KIND + "wordprocessingml.document.main+xml"}
    if footer:
        related.append(("footer", "footer1.xml"))
        last = f'<w:sectPr><w:footerReference w:type="default" r:id="rId{len(related)}"/></w:sectPr>'
        types["word/footer1.xml"] = KIND + "wordprocessingml.footer+xml"
        parts.append(("word/footer1.xml", f"{HEAD}<w:ftr {W}>{runs(footer)}</w:ftr>"))
    if comment:
        related.append(("comments", "comments.xml"))
        types["word/comments.xml"] = KIND + "wordprocessingml.comments+xml"
        parts.append(("word/comments.xml",
                      f'{HEAD}<w:comments {W}><w:comment w:id="0" '
                      f'w:author={quoteattr(comment[0])}>{runs(comment[1])}</w:comment>'
                      '</w:comments>'))
        body += '<w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    if link:
        related.append(("hyperlink", link[0]))
        body += f'<w:p><w:hyperlink r:id="rId{len(related)}">{runs(link[1])[5:-6]}</w:hyperlink></w:p>'
    document = f"{HEAD}<w:document {W} {R}><w:body>{body}{last}</w:body></w:document>"
    return package("word/document.xml",
                   [("word/document.xml", document),
                    ("word/_rels/document.xml.rels", relations(related)), *parts],
                   types, properties)


def column(number):
    return chr(ord("A") + number)


def xlsx_cell(place, value, shared):
    """A number (int: general, (int, style): with a number format) or a shared string."""
    if isinstance(value, tuple):
        return f'<c r="{place}" s="{value[1]}"><v>{value[0]}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'


def xlsx(sheets, formats, properties):
    """SHEETS: (name, hidden, rows); FORMATS: number formats, of which style N is the Nth."""
    shared, parts, related, listed = {}, [], [], []
    types = {"xl/workbook.xml": KIND + "spreadsheetml.sheet.main+xml"}
    for number, (name, hidden, rows) in enumerate(sheets, 1):
        lines = []
        for line, row in enumerate(rows, 1):
            cells = "".join(xlsx_cell(f"{column(at)}{line}", value, shared)
                            for at, value in enumerate(row) if value != "")
            lines.append(f'<row r="{line}">{cells}</row>')
        part = f"worksheets/sheet{number}.xml"
        parts.append((f"xl/{part}", f'{HEAD}<worksheet {S}><sheetData>{"".join(lines)}</sheetData>'
                      '</worksheet>'))
        types[f"xl/{part}"] = KIND + "spreadsheetml.worksheet+xml"
        related.append(("worksheet", part))
        state = ' state="hidden"' if hidden else ""
        listed.append(f'<sheet name={quoteattr(name)} sheetId="{number}"{state} '
                      f'r:id="rId{number}"/>')
    codes = "".join(f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(code)}/>'
                    for at, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{164 + at}" fontId="0" fillId="0" borderId="0" xfId="0" '
                     'applyNumberFormat="1"/>' for at in range(len(formats)))
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    related += [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
    types["xl/sharedStrings.xml"] = KIND + "spreadsheetml.sharedStrings+xml"
    types["xl/styles.xml"] = KIND + "spreadsheetml.styles+xml"
    parts += [
        ("xl/sharedStrings.xml", f'{HEAD}<sst {S} uniqueCount="{len(shared)}">{strings}</sst>'),
        ("xl/styles.xml",
         f'{HEAD}<styleSheet {S}><numFmts count="{len(formats)}">{codes}</numFmts>'
         '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
         f'<borders count="1"><border/></borders><cellStyleXfs count="1">{plain}</cellStyleXfs>'
         f'<cellXfs count="{1 + len(formats)}">{plain[:-2]} xfId="0"/>{styles}</cellXfs>'
         '</styleSheet>'),
        ("xl/workbook.xml",
         f'{HEAD}<workbook {S} {R}><sheets>{"".join(listed)}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", relations(related))]
    return package("xl/workbook.xml", parts, types, properties)


def shape(lines):
    texts = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    return ('<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
            '</p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr><p:cNvPr id="2" name="Text 1"/><p:cNvSpPr/>'
            f'<p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{texts}</p:txBody></p:sp>'
            '</p:spTree></p:cSld>')


def pptx(slides, properties):
    """SLIDES: (lines, notes or None)."""
    parts, related, listed = [], [], []
    types = {"ppt/presentation.xml": KIND + "presentationml.presentation.main+xml"}
    for number, (lines, notes) in enumerate(slides, 1):
        name = f"slides/slide{number}.xml"
        parts.append((f"ppt/{name}", f"{HEAD}<p:sld {A} {P}>{shape(lines)}</p:sld>"))
        types[f"ppt/{name}"] = KIND + "presentationml.slide+xml"
        related.append(("slide", name))
        listed.append(f'<p:sldId id="{255 + number}" r:id="rId{number}"/>')
        if notes:
            target = f"notesSlides/notesSlide{number}.xml"
            parts.append((f"ppt/slides/_rels/slide{number}.xml.rels",
                          relations([("notesSlide", "../" + target)])))
            parts.append((f"ppt/{target}", f"{HEAD}<p:notes {A} {P}>{shape(notes)}</p:notes>"))
            types[f"ppt/{target}"] = KIND + "presentationml.notesSlide+xml"
    parts += [("ppt/presentation.xml",
               f'{HEAD}<p:presentation {P} {R}><p:sldIdLst>{"".join(listed)}</p:sldIdLst>'
               '</p:presentation>'),
              ("ppt/_rels/presentation.xml.rels", relations(related))]
    return package("ppt/presentation.xml", parts, types, properties)


SPACES = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
                  for short, long in (("office", "office"), ("text", "text"), ("table", "table"),
                                      ("draw", "drawing"), ("meta", "meta"),
                                      ("presentation", "presentation")))
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def opendocument(kind, body, creator):
    mime = f"application/vnd.oasis.opendocument.{kind}"
    content = (f'{HEAD}<office:document-content {SPACES} {DC} office:version="1.3"><office:body>'
               f'{body}</office:body></office:document-content>')
    meta = (f'{HEAD}<office:document-meta {SPACES} {DC} office:version="1.3"><office:meta>'
            f'<dc:creator>{escape(creator)}</dc:creator></office:meta></office:document-meta>')
    listed = "".join(f'<manifest:file-entry manifest:full-path="{path}" '
                     f'manifest:media-type="{media}"/>'
                     for path, media in (("/", mime), ("content.xml", "text/xml"),
                                         ("meta.xml", "text/xml")))
    manifest = ('<manifest:manifest xmlns:manifest='
                '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
                f'{listed}</manifest:manifest>')
    files = [("mimetype", mime), ("META-INF/manifest.xml", HEAD + manifest),
             ("content.xml", content), ("meta.xml", meta)]
    return zip_file([(name, text.encode()) for name, text in files], stored=("mimetype",))


def odt(paragraphs, creator):
    """A "|" in a paragraph starts a span, as an editor leaves after a change of format."""
    texts = []
    for paragraph in paragraphs:
        pieces = (escape(piece) if at % 2 == 0 else f"<text:span>{escape(piece)}</text:span>"
                  for at, piece in enumerate(paragraph.split("|")))
        texts.append(f'<text:p>{"".join(pieces)}</text:p>')
    return opendocument("text", f'<office:text>{"".join(texts)}</office:text>', creator)


def ods_cell(value):
    if value == "":
        return "<table:table-cell/>"
    text = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, int):
        return (f'<table:table-cell office:value-type="float" office:value="{value}">{text}'
                '</table:table-cell>')
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def ods(sheets, creator):
    tables = []
    for name, rows in sheets:
        lines = "".join(f'<table:table-row>{"".join(map(ods_cell, row))}</table:table-row>'
                        for row in rows)
        tables.append(f"<table:table table:name={quoteattr(name)}>{lines}</table:table>")
    return opendocument("spreadsheet",
                        f'<office:spreadsheet>{"".join(tables)}</office:spreadsheet>', creator)


def odp(slides, creator):
    pages = []
    for number, (lines, notes) in enumerate(slides, 1):
        texts = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
        said = "".join(f"<text:p>{escape(line)}</text:p>" for line in notes or ())
        pages.append(f'<draw:page draw:name="Sida {number}"><draw:frame><draw:text-box>{texts}'
                     '</draw:text-box></draw:frame><presentation:notes><draw:frame>'
                     f'<draw:text-box>{said}</draw:text-box></draw:frame></presentation:notes>'
                     '</draw:page>')
    return opendocument("presentation",
                        f'<office:presentation>{"".join(pages)}</office:presentation>', creator)
