"""Every paper is made, whatever the words: the scripts of England's communities and of Wales, and signs that no font has."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from command import run, words_of

from make_the_case.exports.chart_pictures import figure, pictures
from make_the_case.exports.file_makers import unprinted as unprinted_in_case
from make_the_case.exports.lettering import FOLDER, STAND_IN, Lettering, clusters, families, unprinted
from make_the_case.exports.typesetting import PIECE, breakable, typesetting
from make_the_case.exports.word_file import TALLEST_FIGURE, word_file
from make_the_case.words.blocks import Drawn
from make_the_case.words.charts.chart import Chart, Series
from make_the_case.words.papers.summary import ILLUSTRATIVE_IN_WORDS
from make_the_case.words.tables.summary_tables import Table
from valuation import parse_case

FAULTS = Path(__file__).parent / "cases/faults"
PEER_SUPPORT = {
    "Welsh": "Cefnogaeth gan gymheiriaid â’r ŵyl, tŷ ŷd ẁ",
    "Polish": "Wsparcie rówieśnicze: zażółć gęślą jaźń, Łódź",
    "Romanian": "Sprijin între egali: ștergeți și țineți",
    "Turkish": "Akran desteği: İğşçöüı",
    "Lithuanian": "Savitarpio pagalba: ąčęėįšųūž",
    "Vietnamese": "Hỗ trợ đồng đẳng: Người Việt ở Luân Đôn",
    "Yoruba": "Ìrànlọ́wọ́ ẹgbẹ́",
    "Greek": "Υποστήριξη από ομοτίμους",
    "Russian": "Поддержка равных, Ёё",
    "Ukrainian": "Підтримка рівних ґєї",
    "Arabic": "دعم الأقران في المجتمع",
    "Urdu": "ہم مرتبہ افراد کی مدد، ٹڈڑے",
    "Persian": "حمایت همتایان گچپژ",
    "Pashto": "د ملګرو ملاتړ ښځې",
    "Kurdish": "پشتگیری هاوتەمەنان ڕڵۆێ",
    "Hebrew": "תמיכת עמיתים שָׁלוֹם",
    "Bengali": "সহকর্মী সহায়তা ক্ষ্ম জ্ঞ",
    "Punjabi": "ਸਾਥੀ ਸਹਾਇਤਾ ਪੰਜਾਬੀ",
    "Gujarati": "સાથી સહાય ક્ષ જ્ઞ",
    "Hindi": "साथी सहायता क्षत्रिय",
    "Tamil": "சக ஆதரவு க்ஷ ஸ்ரீ",
    "Malayalam": "സഹപാഠി പിന്തുണ ക്ഷ ന്റെ",
    "Telugu": "తోటివారి మద్దతు క్ష",
    "Kannada": "ಸಹವರ್ತಿ ಬೆಂಬಲ ಕ್ಷ",
    "Sinhala": "සම වයස් සහාය ශ්‍රී",
    "Thai": "การสนับสนุนจากเพื่อน น้ำ",
    "Tigrinya": "ደገፍ መዛኑ ትግርኛ",
    "Chinese, simplified": "同伴支持小组",
    "Chinese, traditional": "同儕支持小組 嘅啲冚",
    "Japanese": "ピアサポート・グループ 仲間支援",
    "Korean": "동료 지원 모임",
    "signs": "≥ ≤ → ✓ ✗ • \uf0b7 ½ ² ³ № ™ σ Σ ± ≠ ≈",
    "emoji": "😀 👍🏽 👨‍👩‍👧 ❤️ 🇬🇧 ☎️ 1️⃣ ✅ ❌ 🚶‍♀️",
}
NO_FONT_HAS = "\N{EGYPTIAN HIEROGLYPH A001}"


def pdf_of(paragraphs: list[str]) -> bytes:
    """Returns a tagged PDF of some paragraphs: Typst refuses it where a sign cannot be displayed."""
    words = {"kind": "words", "style": "plain", "paragraphs": paragraphs}
    data = {"title": paragraphs[0], "subtitle": "", "author": "", "size": 9, "footer": "", "blocks": [words]}
    with typesetting("paper.typ", data) as made:
        return made.pdf("ua-1")


@pytest.mark.parametrize("language", PEER_SUPPORT)
def test_every_script_of_englands_communities_is_printed_with_no_stand_in(language):
    assert unprinted([PEER_SUPPORT[language]]) == ""
    assert pdf_of([PEER_SUPPORT[language]]).startswith(b"%PDF")


def test_a_paper_holds_all_scripts_at_once_and_stays_small():
    assert len(pdf_of(list(PEER_SUPPORT.values()))) < 300_000


def test_whatever_coverage_lists_can_be_displayed():
    signs = sorted(
        {chr(n) for f in families() for a, b in zip(f.firsts, f.lasts, strict=True) for n in range(a, b + 1)}
    )
    assert pdf_of([" ".join(signs[place : place + 60]) for place in range(0, len(signs), 60)])


def test_each_family_has_its_folder_with_its_files():
    held = json.loads((FOLDER / "coverage.json").read_text(encoding="utf-8"))
    for one in held:
        assert [*(FOLDER / one["folder"]).glob("*.[to]tf")], one["family"]


def test_english_words_load_one_font_alone():
    lettering = Lettering()
    lettering.printed("Peer support costs £34,000 a year – ‘likely’ −£2 to £5.")
    assert [one.name for one in lettering.families()] == ["Source Sans 3"]


def test_a_sign_that_no_font_has_is_replaced_and_named():
    lettering = Lettering()
    assert lettering.printed(f"Support {NO_FONT_HAS} group") == f"Support {STAND_IN} group"
    assert (
        lettering.note()
        == "□ stands for a character that these fonts cannot print: egyptian hieroglyph a001 (U+13000)."
    )
    assert pdf_of([f"Support {NO_FONT_HAS} group"])


@pytest.mark.parametrize(
    "words",
    [
        "\ue123 private", "\U0010ffff none", "\uffff", "a\N{HEBREW POINT QAMATS}", "\N{COMBINING ENCLOSING KEYCAP}",
        "a\N{ZERO WIDTH JOINER}\N{FIRE}", "ก\N{ARABIC FATHA}", "\N{RIGHT-TO-LEFT OVERRIDE}turned", "x\x0by\x85z",
        "\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", "a\N{EMOJI MODIFIER FITZPATRICK TYPE-4}",
    ],
)  # fmt: skip
def test_odd_signs_and_marks_on_strange_letters_stop_no_paper(words):
    assert pdf_of([words])


def test_words_bullets_of_words_own_font_become_bullets():
    assert Lettering().printed("\uf0b7 beds") == "• beds"


def test_a_number_stays_where_it_is_written_after_a_name_from_right_to_left():
    name = PEER_SUPPORT["Hebrew"].split()[0]
    said = Lettering().printed(f"{name}: £34,000 a year")
    assert said == f"{name}\N{LEFT-TO-RIGHT MARK}: £34,000 a year"


def test_a_long_word_is_broken_between_letters_and_never_before_a_mark():
    word = "কি" * 3 * PIECE
    pieces = breakable(word, Lettering()).split("\N{ZERO WIDTH SPACE}")
    assert "".join(pieces) == word
    assert len(pieces) == 3 and all(next(clusters(piece)) == "কি" for piece in pieces)


def test_charts_draw_names_in_every_script():
    names = tuple(PEER_SUPPORT.values())
    values = tuple(float(place + 1) for place in range(len(names)))
    chart = Chart(
        "x", "bars", "Title", "", "", "", names, (Series("Net", values, ("",) * len(names)),), "£", 1.0, Table("", (), ())
    )  # fmt: skip
    (picture,) = pictures([chart], "svg")
    assert picture.startswith(b"<svg")


@pytest.mark.parametrize("fault", sorted(place.stem for place in FAULTS.glob("0[345]*.yaml")))
def test_cases_with_such_words_give_every_file(fault, tmp_path):
    done = run(
        "export",
        str(FAULTS / f"{fault}.yaml"),
        "--to",
        "pdf,docx,charts,html,xlsx,csv,json",
        "-o",
        str(tmp_path),
    )
    said = words_of(done.stderr.decode())
    assert done.returncode == 0 and said == (ILLUSTRATIVE_IN_WORDS if "illustrative" in said else "")
    assert len([*tmp_path.iterdir()]) == 7


def test_the_terminal_and_the_paper_name_what_stands_in(tmp_path):
    text = (
        (FAULTS / "05_chinese_title.yaml")
        .read_text(encoding="utf-8")
        .replace("同伴支持小组", f"Group {NO_FONT_HAS}")
    )
    text = text.replace(
        "value: 1000,", "value: 1000, range: [500, 2000],"
    )  # drawn, by its name, in the chart of what matters
    place = tmp_path / "case.yaml"
    place.write_text(text, encoding="utf-8")
    done = run("export", str(place), "--to", "pdf,docx,html,charts", "-o", str(tmp_path))
    assert done.returncode == 0
    assert b"hieroglyph" in done.stderr + done.stdout
    assert "egyptian hieroglyph a001" in unprinted_in_case(parse_case(text.encode(), "case.yaml"))
    page = (tmp_path / "case.html").read_text(encoding="utf-8")
    assert NO_FONT_HAS in page, "the web page keeps the sign, for the reader's own fonts"
    assert "In the pictures, □ stands for" in page
    with zipfile.ZipFile(io.BytesIO((tmp_path / "business-case.docx").read_bytes())) as document:
        written = document.read("word/document.xml").decode()
    assert NO_FONT_HAS in written
    assert "In the pictures, □ stands for" in written


LONG = "Averyverylong" * 40


def test_a_long_name_beside_a_bar_is_shortened_in_its_middle_and_whole_in_the_table():
    name = f"{LONG}: cost of each one"
    chart = Chart(
        "x", "bars", "Title", "", "", "", (name,), (Series("Net", (1.0,), ("",)),), "£", 1.0, Table("", ("What",), ((name,),))
    )  # fmt: skip
    drawn = figure(chart)["rows"][0]["name"]
    assert drawn.startswith("Averyverylong") and drawn.endswith("…: cost of each one") and len(drawn) <= 111
    assert chart.table.rows[0][0] == name


def test_a_figure_of_many_bars_stands_on_one_page_of_the_word_file():
    names = tuple(f"{LONG} {place}" for place in range(30))
    series = (Series("Net", (1.0,) * 30, ("",) * 30),)
    chart = Chart("x", "bars", "Title", "", "", "", names, series, "£", 1.0, Table("", (), ()))
    made = docx.Document(io.BytesIO(word_file("Title", "", "", "ABC", [Drawn(chart, False)])))
    assert made.inline_shapes[0].height.cm <= TALLEST_FIGURE + 0.01


def test_a_title_and_names_of_the_most_characters_stop_no_file(tmp_path):
    text = (FAULTS / "05_chinese_title.yaml").read_text(encoding="utf-8")
    for place, words in enumerate((LONG[:500], "دعم الأقران " * 41, "e\u0301\u0323\u0308" * 120)):
        case = tmp_path / f"{place}.yaml"
        case.write_text(text.replace("同伴支持小组", words.strip()), encoding="utf-8")
        done = run("export", case, "--to", "pdf,docx,charts,html,xlsx,csv,json", "-o", tmp_path / str(place))
        assert (done.returncode, len([*(tmp_path / str(place)).iterdir()])) == (0, 7), done.stderr
