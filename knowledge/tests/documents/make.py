"""Makes the fixtures that cannot be written by hand: law.docx, law.pdf, plain.pdf and scan.pdf.

The texts are our own and about a tax that does not exist. Needs Python 3 with reportlab, and the font
WenQuanYi Zen Hei (Debian: fonts-wqy-zenhei). Run in this folder; what it writes is committed.

`python3 make.py DIR` writes a law of a hundred pages instead, as long.docx, long.pdf, long.html and long.txt,
for measuring how long reading takes; needs reportlab only.
"""

import pathlib
import re
import sys
import zipfile

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

rl_config.invariant = 1
LINES = [line.strip() for line in open("law.txt", encoding="utf-8") if line.strip()]
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(name, files):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as out:
        for path, text in files.items():
            info = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)


def run(text, props=""):
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner, props=""):
    return f"<w:p><w:pPr>{props}</w:pPr>{inner}</w:p>"


def cell(text, props=""):
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{paragraph(run(text))}</w:tc>"


def docx(name="law.docx"):
    """Chapters are headings, articles and items are numbered by the program that shows the text."""
    body = []
    for line in LINES:
        chapter = re.match(r"第.章", line)
        article = re.match(r"第(.)条　(.*)", line)
        item = re.match(r"（.）(.*)", line)
        if line.startswith("中华"):
            body.append(paragraph(run(line), '<w:pStyle w:val="a1"/>'))
        elif line.startswith("目") or chapter and len(body) < 6:
            body.append(paragraph(run(line), '<w:pStyle w:val="a9"/>'))
        elif chapter:
            body.append(paragraph(run(line), '<w:pStyle w:val="a2"/>'))
        elif line.startswith("第六条之一"):
            # Word has no numbers of this kind; the count of articles goes on behind it.
            body.append(paragraph(run(line)))
        elif article:
            text = run(article[2])
            if line.startswith("第四条"):
                text += '<w:r><w:footnoteReference w:id="2"/></w:r>'
            if line.startswith("第一条"):
                text = (
                    run("为了规范云屿税的征收和缴纳，")
                    + '<w:del w:id="9" w:author="a"><w:r><w:delText>增加财政收入，</w:delText></w:r></w:del>'
                    + '<w:ins w:id="8" w:author="a">' + run("保护纳税人的合法权益，") + "</w:ins>"
                    + run("划掉的字", "<w:strike/>") + run("隐藏的字", "<w:vanish/>") + run("制定本法。")
                )
            body.append(paragraph(text, '<w:pStyle w:val="a3"/>'))
            if line.startswith("第四条"):
                body.append(
                    "<w:tbl><w:tr>" + cell("面积", '<w:gridSpan w:val="2"/>') + cell("每平方米年税额") + "</w:tr><w:tr>"
                    + cell("人工平台", '<w:vMerge w:val="restart"/>') + cell("不超过5000平方米") + cell("2元") + "</w:tr><w:tr>"
                    + cell("", "<w:vMerge/>") + cell("超过5000平方米") + cell("8元") + "</w:tr></w:tbl>"
                )
        elif item:
            num = 2 if "气象" in " ".join(LINES[LINES.index(line) - 2: LINES.index(line) + 3]) else 3
            body.append(paragraph(run(item[1]), f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{num}"/></w:numPr>'))
        else:
            body.append(paragraph(run(line)))
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{}"/></w:lvl>'
    abstract = '<w:abstractNum w:abstractNumId="{}">{}</w:abstractNum>'
    number = '<w:num w:numId="{}"><w:abstractNumId w:val="{}"/>{}</w:num>'
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    style = '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/>{}</w:style>'
    archive(name, {
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "word/document.xml": f"<w:document {NS}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NS}>"
        + style.format("a1", "Title", "") + style.format("a2", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
        + style.format("a0", "Article base", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style.format("a3", "Article", '<w:basedOn w:val="a0"/>') + style.format("a9", "toc 1", "") + "</w:styles>",
        "word/numbering.xml": f"<w:numbering {NS}>"
        + abstract.format(0, level.format("第%1条")) + abstract.format(1, level.format("（%1）"))
        + number.format(1, 0, "") + number.format(2, 1, "") + number.format(3, 1, restart) + "</w:numbering>",
        "word/footnotes.xml": f'<w:footnotes {NS}><w:footnote w:id="2">{paragraph(run("税额见附表"))}</w:footnote></w:footnotes>',
    })


def pdf(name, font):
    """Two characters of indent, lines broken at the edge, a head and a number on every page."""
    size, leading, left, right, top = 16, 28, 90, A4[0] - 90, A4[1] - 100
    out = canvas.Canvas(name, pagesize=A4, pageCompression=1)
    page, y = 1, top

    def margins():
        out.setFont(font, 9)
        out.drawString(left, A4[1] - 50, "云屿税法规汇编")
        out.drawCentredString(A4[0] / 2, 40, f"— {page} —")

    def show(text, x, points):
        nonlocal page, y
        if y < 90:
            margins()
            out.showPage()
            page, y = page + 1, top
        out.setFont(font, points)
        out.drawString(x, y, text)
        y -= leading

    for line in LINES:
        if line.startswith("中华"):
            show(line, left + 20, 22)
            continue
        text, x = line, left + 2 * size
        if re.match(r"第.章|目|（2025", line):
            x = left + 60
        while text:
            width, cut = 0, 0
            while cut < len(text) and width + pdfmetrics.stringWidth(text[cut], font, size) <= right - x:
                width += pdfmetrics.stringWidth(text[cut], font, size)
                cut += 1
            show(text[:cut], x, size)
            text, x = text[cut:], left
    margins()
    out.save()


def scan():
    """A page that is only a picture."""
    out = canvas.Canvas("scan.pdf", pagesize=A4, pageCompression=1)
    out.rect(100, 100, 300, 500, fill=1)
    out.save()


def numeral(number):
    """Up to 999, as laws count."""
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = digits[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not text else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def long(folder):
    """The articles of the law again and again, counted on, until they fill a hundred pages."""
    global LINES
    body = LINES[LINES.index("第一章　总　则", 5) + 1:]
    lines, article = LINES[:2], 0
    while sum(len(line) // 24 + 1 for line in lines) < 100 * 23:
        for line in body:
            if re.match(r"第.章|第六条之一", line):
                continue
            found = re.match(r"第.条　(.*)", line)
            if found and "起施行" not in line:
                article += 1
                line = f"第{numeral(article)}条　{found[1]}"
            if "起施行" not in line:
                lines.append(line)
    LINES = lines + [f"第{numeral(article + 1)}条　本法自2026年1月1日起施行。"]
    folder.mkdir(parents=True, exist_ok=True)
    docx(folder / "long.docx")
    pdf(str(folder / "long.pdf"), "STSong-Light")
    (folder / "long.txt").write_text("\n".join(LINES), encoding="utf-8")
    rows = "\n".join(f"<p>　　{line}</p>" for line in LINES)
    page = f'<html><head><meta charset="utf-8"><title>{LINES[0]}</title></head><body><div id="fontzoom">\n{rows}\n</div></body></html>'
    (folder / "long.html").write_text(page, encoding="utf-8")


if __name__ == "__main__" and len(sys.argv) > 1:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    long(pathlib.Path(sys.argv[1]))
elif __name__ == "__main__":
    pdfmetrics.registerFont(TTFont("zenhei", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    docx()
    # One font that brings its characters along, and one that is not embedded and names an encoding.
    pdf("law.pdf", "zenhei")
    pdf("plain.pdf", "STSong-Light")
    scan()
