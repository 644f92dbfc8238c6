//! A cell of a table as spreadsheets read it (RFC 4180).

/// With these a formula begins, as they are on a keyboard and as wide as a Chinese character.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A text as a cell, in which a spreadsheet finds a text and nothing that it would calculate. What is before the first
/// letter does not count: some programs leave out what cannot be seen, and then there is a formula.
#[must_use]
pub fn cell(text: &str) -> String {
    let first = text.chars().find(|c| c.is_alphanumeric() || SIGNS.contains(c));
    let is_formula = first.is_some_and(|c| SIGNS.contains(&c)) || text.starts_with(['\t', '\r']);
    let sign = if is_formula { "'" } else { "" };
    format!("\"{sign}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(cell("Korea, \"South\""), "\"Korea, \"\"South\"\"\"");
        assert_eq!(cell("a, \"b\"\nc"), "\"a, \"\"b\"\"\nc\"");
        assert_eq!(cell("A = B"), "\"A = B\"");
        for text in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\ta", "\r"] {
            assert_eq!(cell(text), format!("\"'{text}\""));
        }
        for text in ["＝1+1", "＠SUM(A1)", "\u{feff}=1", "\u{200b} \u{202e}=1", "\u{a0}+1", "\n-1"]
        {
            assert_eq!(cell(text), format!("\"'{text}\""));
        }
    }
}
