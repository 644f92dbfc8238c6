//! The speakers' list as a file: saved as CSV or JSON, and loaded from either.

use crate::core::csv;
use crate::core::names;
use crate::core::text;
use rostrum_proto::cell::cell;
use rostrum_proto::decode;
use rostrum_proto::id::SeatId;
use rostrum_proto::lang::Lang;
use rostrum_proto::meeting::Meeting;
use rostrum_proto::meeting::floor::FloorRequest;
use rostrum_proto::profile::RequestKind;
use rostrum_proto::read::{Json, Read};

/// The statements and then the replies, as `position,seat,name,kind`. The byte-order mark tells a spreadsheet that it
/// is UTF-8, so that all letters are shown correctly.
#[must_use]
pub fn csv(meeting: &Meeting, lang: Lang) -> String {
    let mut text = "\u{feff}position,seat,name,kind\r\n".to_owned();
    for (position, request) in entries(meeting) {
        let seat = &request.beneficiary;
        let (name, kind) = (names::seat(meeting, seat, lang).text, named(request.kind));
        text.push_str(&format!("{position},{seat},{},{kind}\r\n", cell(&name)));
    }
    text
}

/// The same as a JSON list of objects.
#[must_use]
pub fn json(meeting: &Meeting, lang: Lang) -> String {
    let lines = entries(meeting).map(|(position, request)| {
        let seat = &request.beneficiary;
        let name = serde_json::Value::String(names::seat(meeting, seat, lang).text);
        let kind = named(request.kind);
        format!(r#"  {{"position":{position},"seat":"{seat}","name":{name},"kind":"{kind}"}}"#)
    });
    format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"))
}

/// The seats of a file, in order. Replies in it are left alone.
///
/// # Errors
/// Why it is not a list of this meeting, and in which row.
pub fn seats(meeting: &Meeting, bytes: &[u8]) -> Result<Vec<SeatId>, Fault> {
    let mut seats: Vec<(usize, SeatId)> = Vec::new();
    for Entry { row, seat } in statements(bytes)? {
        let known = SeatId::new(&*seat).ok().filter(|id| meeting.setup.has_seat(id));
        let Some(id) = known else { return Err(Fault::UnknownSeat { row, seat }) };
        if let Some((first, _)) = seats.iter().find(|(_, other)| *other == id) {
            return Err(Fault::Twice { row, first: *first, seat: id });
        }
        seats.push((row, id));
    }
    Ok(seats.into_iter().map(|(_, seat)| seat).collect())
}

/// A line of a list: whose statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As a spreadsheet numbers it, from 1; of JSON the place in the list.
    pub row: usize,
    /// As it stands there.
    pub seat: String,
}

/// Why a file is not a list of the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is something else.
    NoList,
    /// A quotation mark is opened and not closed.
    OpenQuote {
        /// Where.
        row: usize,
    },
    /// A row that is not empty names no seat.
    NoSeat {
        /// Which.
        row: usize,
    },
    /// Neither a statement nor a reply.
    UnknownKind {
        /// Where.
        row: usize,
        /// As it stands there.
        kind: String,
    },
    /// Not in this meeting.
    UnknownSeat {
        /// Where.
        row: usize,
        /// As it stands there.
        seat: String,
    },
    /// A seat has one statement on the list.
    Twice {
        /// The second time.
        row: usize,
        /// The first time.
        first: usize,
        /// Which.
        seat: SeatId,
    },
}

impl Fault {
    /// The same in words: where, what was expected, what to do.
    #[must_use]
    pub fn said(&self, lang: Lang) -> String {
        match self {
            Self::NoList => text::list_import_bad(lang).to_owned(),
            Self::OpenQuote { row } => text::list_row_quote(lang, &row.to_string()),
            Self::NoSeat { row } => text::list_row_no_seat(lang, &row.to_string()),
            Self::UnknownKind { row, kind } => {
                let row = &row.to_string();
                text::list_row_kind(lang, text::ListRowKind { kind, row })
            }
            Self::UnknownSeat { row, seat } => {
                let row = &row.to_string();
                text::list_row_unknown(lang, text::ListRowUnknown { row, seat })
            }
            Self::Twice { row, first, seat } => {
                let (row, first, seat) = (&row.to_string(), &first.to_string(), seat.as_str());
                text::list_row_twice(lang, text::ListRowTwice { first, row, seat })
            }
        }
    }
}

/// The statements of a file, whatever the meeting.
///
/// # Errors
/// It is not a list, or the row in which something else was expected.
pub fn statements(bytes: &[u8]) -> Result<Vec<Entry>, Fault> {
    // Only seats and kinds are read, which are ASCII: names may be in whatever an old spreadsheet writes.
    let text = decode::ascii_of(bytes);
    let json = text.trim_start().starts_with('[');
    let entries = if json { of_json(text.trim())? } else { of_csv(&text)? };
    if entries.is_empty() { Err(Fault::NoList) } else { Ok(entries) }
}

fn entries(meeting: &Meeting) -> impl Iterator<Item = (usize, &FloorRequest)> {
    let list = |kind| meeting.list(kind).iter().enumerate();
    let all = list(RequestKind::Statement).chain(list(RequestKind::RightOfReply));
    all.filter_map(|(i, id)| Some((i + 1, meeting.request(*id).ok()?)))
}

fn named(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Statement => "statement",
        RequestKind::RightOfReply => "right_of_reply",
        RequestKind::PointOfOrder => "point_of_order",
        RequestKind::Motion => "motion",
    }
}

/// RFC 4180: in quotation marks, those in it doubled.
fn of_csv(text: &str) -> Result<Vec<Entry>, Fault> {
    let mut rows = csv::rows(text).map_err(|row| Fault::OpenQuote { row })?.into_iter().peekable();
    let head = rows.peek().map(|row| row.cells.clone()).unwrap_or_default();
    let named = |name: &str| head.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let (seat, kind) = match named("seat") {
        Some(seat) => (seat, named("kind")),
        // One seat a line, without a head.
        None if head.len() == 1 => {
            let seats: Vec<_> = rows.map(|row| (row.number, row.cells)).collect();
            let plain = seats.iter().all(|(_, cells)| cells.len() == 1 && is_id(&cells[0]));
            let entry =
                |(row, mut cells): (usize, Vec<String>)| Entry { row, seat: cells.remove(0) };
            return plain.then(|| seats.into_iter().map(entry).collect()).ok_or(Fault::NoList);
        }
        None => return Err(Fault::NoList),
    };
    rows.next();
    let mut entries = Vec::new();
    for row in rows {
        let cell = |column: usize| row.cells.get(column).filter(|cell| !cell.is_empty());
        entries.extend(entry(row.number, cell(seat).cloned(), kind.and_then(cell).cloned())?);
    }
    Ok(entries)
}

fn of_json(text: &str) -> Result<Vec<Entry>, Fault> {
    let Ok(Json::List(list)) = Json::parse(text) else { return Err(Fault::NoList) };
    let mut entries = Vec::new();
    for (row, json) in (1..).zip(list) {
        match json {
            Json::Text(seat) => entries.extend(entry(row, Some(seat), None)?),
            Json::Object(fields) => {
                let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, v)| v);
                let text = |name| field(name).and_then(|value| String::read(value.clone()).ok());
                entries.extend(entry(row, text("seat"), text("kind"))?);
            }
            _ => return Err(Fault::NoList),
        }
    }
    Ok(entries)
}

/// The statement in a row; of a reply nothing.
fn entry(row: usize, seat: Option<String>, kind: Option<String>) -> Result<Option<Entry>, Fault> {
    let is =
        |known: RequestKind| kind.as_ref().is_some_and(|k| k.eq_ignore_ascii_case(named(known)));
    match (kind.as_ref(), seat) {
        (Some(_), _) if is(RequestKind::RightOfReply) => Ok(None),
        (Some(kind), Some(_)) if !is(RequestKind::Statement) => {
            Err(Fault::UnknownKind { row, kind: kind.clone() })
        }
        (_, Some(seat)) => Ok(Some(Entry { row, seat })),
        (_, None) => Err(Fault::NoSeat { row }),
    }
}

fn is_id(text: &str) -> bool {
    SeatId::new(text).is_ok()
}
