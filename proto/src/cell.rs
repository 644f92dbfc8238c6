//! A cell of a table as spreadsheets read it (RFC 4180).

/// A text as a cell, in which a spreadsheet finds a text and nothing that it would calculate.
#[must_use]
pub fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
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
        for text in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(cell(text), format!("\"'{text}\""));
        }
    }
}
