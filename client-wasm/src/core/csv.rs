//! Tables as spreadsheets save them: RFC 4180, with any country's separator and any line ending.

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet numbers it, from 1.
    pub number: usize,
    /// Without white space around them, and without empty ones at the end.
    pub cells: Vec<String>,
}

/// Cell separators: the standard's, the one where numbers use the comma, and the one of "Unicode text".
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// The rows in which something stands.
///
/// # Errors
/// The number of the row in which a quotation mark is opened and never closed.
pub fn rows(text: &str) -> Result<Vec<Row>, usize> {
    let (text, said) = announced(text);
    let separator = said.unwrap_or_else(|| most_used(text));
    let mut rows = split(text, separator)?;
    if said.is_some() {
        rows.iter_mut().for_each(|row| row.number += 1);
    }
    for row in &mut rows {
        // Opened where another separator is usual, a whole row is one cell, and is saved again as one.
        if let [whole] = row.cells.as_slice()
            && whole.contains(SEPARATORS)
        {
            let mut again = split(whole, most_used(whole)).map_err(|_| row.number)?;
            row.cells = if again.is_empty() { vec![] } else { again.swap_remove(0).cells };
        }
    }
    rows.retain(|row| !row.cells.is_empty());
    Ok(rows)
}

/// Some spreadsheets say in a line before the table what separates the cells: `sep=;`.
fn announced(text: &str) -> (&str, Option<char>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = first.trim_end_matches('\r').strip_prefix("sep=").and_then(|s| s.chars().next());
    said.map_or((text, None), |separator| (rest, Some(separator)))
}

/// The most frequent separator in the first line that has one.
fn most_used(text: &str) -> char {
    let head = text.lines().find(|line| line.contains(SEPARATORS)).unwrap_or_default();
    let count = |separator: &char| head.matches(*separator).count();
    // The first of those that stand there equally often.
    SEPARATORS.into_iter().rev().max_by_key(count).unwrap_or(',')
}

fn split(text: &str, separator: char) -> Result<Vec<Row>, usize> {
    let (mut rows, mut cells, mut cell, mut quoted) = (vec![], vec![], String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            // A mark within a cell that does not begin with one is what it is: 12" records.
            '"' if cell.trim().is_empty() => (cell, quoted) = (String::new(), true),
            '\r' | '\n' if !quoted => {
                if c == '\r' {
                    chars.next_if_eq(&'\n');
                }
                cells.push(std::mem::take(&mut cell));
                rows.push(row(rows.len() + 1, std::mem::take(&mut cells)));
            }
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    rows.push(row(rows.len() + 1, cells));
    if quoted { Err(rows.len()) } else { Ok(rows) }
}

fn row(number: usize, cells: Vec<String>) -> Row {
    // Separators of another country are left over at the end.
    let bare = |cell: &String| cell.trim().trim_end_matches(SEPARATORS).trim_end().to_owned();
    let mut cells: Vec<_> = cells.iter().map(bare).collect();
    let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    cells.truncate(used);
    Row { number, cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<(usize, Vec<String>)> {
        rows(text).expect("a table").into_iter().map(|row| (row.number, row.cells)).collect()
    }

    fn one(text: &str) -> Vec<String> {
        table(text).swap_remove(0).1
    }

    #[test]
    fn quotation_marks_are_those_of_rfc_4180() {
        assert_eq!(one("a,\"b, \"\"c\"\"\nd\",e"), ["a", "b, \"c\"\nd", "e"]);
        assert_eq!(one("12\" records, \"b\" ,"), ["12\" records", "b"]);
        assert_eq!(one("\"\",\"\"\"\""), ["", "\""]);
        assert_eq!(rows("a\nb,\"c\nd\ne\n"), Err(2));
    }

    #[test]
    fn the_separator_is_the_one_of_the_first_line_that_has_one() {
        assert_eq!(one("a;b, c;d"), ["a", "b, c", "d"]);
        assert_eq!(one("a\tb, c\td; e"), ["a", "b, c", "d; e"]);
        let said = table("sep=;\r\nseat;name\r\nFRA;a,b,c,d\r\n");
        assert_eq!(said[1], (3, vec!["FRA".to_owned(), "a,b,c,d".to_owned()]));
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does_and_empty_ones_left_out() {
        let numbers = |text| table(text).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
        assert_eq!(numbers("\na,b\n,,\n\"c\nd\",e\n;\n\nf,g\n,,,\n"), [2, 4, 7]);
        assert_eq!(numbers("a\rb\r\rc\r"), [1, 2, 4]);
    }

    #[test]
    fn a_row_that_became_one_cell_is_taken_apart() {
        assert_eq!(
            one("\"1,CZE,\"\"Czechia\"\",statement\"\n"),
            ["1", "CZE", "Czechia", "statement"]
        );
        assert_eq!(
            one("\"1,CZE,\"\"Czechia\"\",statement\";;;\n"),
            ["1", "CZE", "Czechia", "statement"]
        );
        assert_eq!(one("position,seat,name,kind;;;\n"), ["position", "seat", "name", "kind"]);
    }
}
