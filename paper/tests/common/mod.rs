//! Documents to write, and texts that try to be more than text.
#![allow(dead_code, reason = "each rehearsal takes what it needs")]

use proptest::prelude::*;
use rostrum_paper::{Block, Cell, Masthead, Paper, Run, Style, Term, Weight};
use rostrum_proto::lang::Lang;

/// What has been tried on pages and files before.
pub const HOSTILE: [&str; 16] = [
    "# not a heading",
    "</p></main><script>alert(1)</script>",
    "<b>bold</b> &amp; &#x3c;",
    "]]> <![CDATA[ x ]]>",
    "=cmd|' /C calc'!A1",
    "</w:t></w:r></w:p><w:p>",
    "{ TOC \\o \"1-3\" } \" onload='x' `",
    "<!-- --> <? ?> <!DOCTYPE x [<!ENTITY e \"e\">]> &e;",
    "\u{202e}turned\u{202c} \u{2067}kept open",
    "zero\u{200b}width\u{feff}\u{2060} نماینده\u{200c}ها",
    "bell\u{7} escape\u{1b}[2J nul\0 c1\u{9f}",
    "\u{338}\u{301}\u{338} begins with marks",
    "\u{ffff}\u{fffe}\u{fdd0} no characters",
    "one\r\ntwo\u{2028}three\u{b}four\tfive",
    "الوثيقة S/2020/372، 第2482(2019)号 – é ё 👩\u{200d}👩",
    "{symbol} {name} {{x}} ${y} %s",
];

/// What a reader sees of a text, written down a second time: see the rule in `text.rs`.
pub fn seen(text: &str) -> String {
    let mut seen = String::new();
    let mut last = ' ';
    for c in text.chars() {
        let code = u32::from(c);
        match code {
            0xa if last == '\r' => {}
            0xa..=0xd | 0x85 | 0x2028 | 0x2029 => seen.push('\n'),
            9 => seen.push(' '),
            0..=0x1f | 0x7f..=0x9f | 0x202a..=0x202e | 0x2066..=0x206f => {}
            _ if code % 0x1_0000 >= 0xfffe || (0xfdd0..=0xfdef).contains(&code) => {
                seen.push('\u{fffd}');
            }
            _ => seen.push(c),
        }
        last = c;
    }
    seen
}

/// A document with a text in every place that takes one.
pub fn paper_saying(text: &str, lang: Lang) -> Paper {
    let runs = || {
        let bold = Run { weight: Weight::Bold, ..Run::isolated(text) };
        let italic = Run { weight: Weight::Italic, ..Run::in_lang(Lang::Ar, text) };
        let small = Run { weight: Weight::Small, ..Run::in_lang(Lang::Zh, text) };
        vec![Run::plain(text), bold, italic, small]
    };
    let paragraph = |lang, style| Block::Paragraph { lang, style, text: runs() };
    let heading = |level, new_page| Block::Heading { level, new_page, text: runs() };
    let s = || text.to_owned();
    let masthead = Masthead {
        organization: s(),
        body: s(),
        symbol: s(),
        distribution: s(),
        date: s(),
        language: s(),
        original: s(),
        lang: Some(Lang::En),
    };
    let table = |caption: String| Block::Table {
        caption,
        head: vec![s(), s()],
        rows: vec![vec![Cell(runs()), Cell::from(text)]],
    };
    let blocks = vec![
        paragraph(None, Style::Body),
        Block::Terms { terms: vec![Term { name: s(), text: runs() }] },
        paragraph(None, Style::Signature),
        heading(2, false),
        heading(1, true),
        table(s()),
        heading(1, false),
        table(String::new()),
        heading(2, false),
        heading(3, true),
        paragraph(Some(Lang::Ar), Style::Subheading),
        paragraph(Some(Lang::Zh), Style::Note),
        paragraph(Some(Lang::Fr), Style::Body),
    ];
    Paper { contents: Some(s()), file_title: Some(s()), ..Paper::new(lang, masthead, text, blocks) }
}

/// Any text that is not empty: anything at all, or hostile pieces in any order.
pub fn any_text() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(proptest::sample::select(&HOSTILE[..]), 1..4);
    prop_oneof![
        any::<String>().prop_map(|text| format!("t{text}")),
        pieces.prop_map(|pieces| pieces.concat())
    ]
}

/// Any of the six languages.
pub fn any_lang() -> impl Strategy<Value = Lang> {
    proptest::sample::select(&Lang::ALL[..])
}
