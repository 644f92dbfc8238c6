//! The speakers' list as a file: saved as CSV or JSON, and loaded from either.

use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::floor::FloorRequest;
use rostrum_proto::profile::RequestKind;
use rostrum_proto::read::{Json, Read};

/// The statements and then the replies, as `position,seat,name,kind`.
#[must_use]
pub fn csv(meeting: &Meeting, lang: Lang) -> String {
    let mut text = "position,seat,name,kind\r\n".to_owned();
    for (position, request) in entries(meeting) {
        let seat = &request.beneficiary;
        let name = crate::core::names::seat(meeting, seat, lang).text;
        let kind = kind(request.kind);
        text.push_str(&format!("{position},{seat},{},{kind}\r\n", quoted(&name)));
    }
    text
}

/// The same as a JSON list of objects.
#[must_use]
pub fn json(meeting: &Meeting, lang: Lang) -> String {
    let lines = entries(meeting).map(|(position, request)| {
        let seat = &request.beneficiary;
        let name = crate::core::names::seat(meeting, seat, lang).text;
        let name = serde_json::Value::String(name);
        let kind = kind(request.kind);
        format!(r#"  {{"position":{position},"seat":"{seat}","name":{name},"kind":"{kind}"}}"#)
    });
    format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"))
}

/// The seats of a file, in order; `None` if it is no list. Replies in it are left alone.
#[must_use]
pub fn seats(text: &str) -> Option<Vec<SeatId>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let seats = match text.starts_with('[') {
        true => of_json(text)?,
        false => of_csv(text)?,
    };
    (!seats.is_empty()).then_some(seats)
}

fn entries(meeting: &Meeting) -> impl Iterator<Item = (usize, &FloorRequest)> {
    let list = |kind| meeting.list(kind).iter().enumerate();
    let all = list(RequestKind::Statement).chain(list(RequestKind::RightOfReply));
    all.filter_map(|(i, id)| Some((i + 1, meeting.request(*id).ok()?)))
}

fn kind(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Statement => "statement",
        RequestKind::RightOfReply => "right_of_reply",
        RequestKind::PointOfOrder => "point_of_order",
        RequestKind::Motion => "motion",
    }
}

/// RFC 4180: in quotation marks, those in it doubled.
fn quoted(text: &str) -> String {
    // A spreadsheet takes what begins so for a formula.
    let safe =
        if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.into() };
    format!("\"{}\"", safe.replace('"', "\"\""))
}

fn of_csv(text: &str) -> Option<Vec<SeatId>> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).map(cells);
    let first = lines.next()?;
    let named = |name: &str| first.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let (seat, kind) = match named("seat") {
        Some(seat) => (seat, named("kind")),
        // One seat a line, without a head.
        None if first.len() == 1 => {
            return std::iter::once(first).chain(lines).map(|l| id(l.first()?)).collect();
        }
        None => return None,
    };
    let statement = |line: &Vec<String>| {
        kind.and_then(|kind| line.get(kind)).is_none_or(|k| k.is_empty() || k == "statement")
    };
    lines.filter(statement).map(|line| id(line.get(seat)?)).collect()
}

/// The cells of a line; quotation marks around a cell are taken off.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' | ';' | '\t' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn of_json(text: &str) -> Option<Vec<SeatId>> {
    let Ok(Json::List(entries)) = Json::parse(text) else { return None };
    let mut seats = Vec::new();
    for entry in entries {
        match entry {
            Json::Text(seat) => seats.push(id(&seat)?),
            Json::Object(fields) => {
                let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, v)| v);
                let kind = field("kind").and_then(|kind| String::read(kind.clone()).ok());
                if kind.is_none_or(|kind| kind == "statement") {
                    seats.push(id(&String::read(field("seat")?.clone()).ok()?)?);
                }
            }
            _ => return None,
        }
    }
    Some(seats)
}

fn id(text: &str) -> Option<SeatId> {
    SeatId::new(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Option<Vec<String>> {
        Some(seats(text)?.into_iter().map(String::from).collect())
    }

    #[test]
    fn what_people_save_is_read() {
        let read = Some(vec!["FRA".to_owned(), "VNM".to_owned()]);
        assert_eq!(list("FRA\nVNM\n"), read);
        let named = "position;seat;name\r\n1;FRA;\"France, again\"\r\n2;VNM;Viet Nam\r\n";
        assert_eq!(list(named), read);
        assert_eq!(list(r#"["FRA","VNM"]"#), read);
        let objects = r#"[{"seat":"FRA"},{"seat":"VNM","kind":"statement"},{"seat":"USA","kind":"right_of_reply"}]"#;
        assert_eq!(list(objects), read);
    }

    #[test]
    fn what_is_no_list_is_not_taken_for_one() {
        for text in ["", "name,country\nA,B", "[1,2]", "[", "{\"seat\":\"FRA\"}", "not a seat!\n"] {
            assert_eq!(list(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_name_is_no_formula() {
        assert_eq!(quoted("=SUM(A1)"), "\"'=SUM(A1)\"");
        assert_eq!(quoted("Korea, \"South\""), "\"Korea, \"\"South\"\"\"");
    }
}
