//! The form of a record as it is stored. A journal lasts longer than the build that wrote it: each record says in which
//! form it is, and is read as one of today's.
//!
//! A record of form *n* is the JSON object of [`Record`] as it was at that time, with `"form":n` before its first member;
//! one that does not say is of form 1. What is stored is never rewritten, since the chain proves it to the byte.

use rostrum_proto::meeting::event::Record;
use serde::Serialize;
use serde_json::{Value, json};

/// Makes a record of one form into one of the next.
type Step = fn(&mut Value);

/// From form 1 to 2, from 2 to 3, and so on. A change of the records after which an earlier one cannot be read as it
/// stands comes with a step here, with a version of the data folder, which an earlier build then leaves alone, and with a journal of before among those that are kept for the tests.
const STEPS: [Step; 1] = [attendance_by_seats];

/// The form in which records are written.
const FORM: usize = STEPS.len() + 1;

/// How a form is said.
const SAID: &str = r#"{"form":"#;

#[derive(Serialize)]
struct Stored<'a> {
    form: usize,
    #[serde(flatten)]
    record: &'a Record,
}

/// A record as it is stored.
///
/// # Errors
/// It cannot be written as JSON.
pub fn write(record: &Record) -> serde_json::Result<String> {
    serde_json::to_string(&Stored { form: FORM, record })
}

/// A record from what is stored, in whichever form.
///
/// # Errors
/// It is not a record, or one of a newer program.
pub fn read(body: &str) -> Result<Record, String> {
    brought_up_to_date(body, &STEPS)
}

/// Form 2: who is here is told of several seats at once.
fn attendance_by_seats(record: &mut Value) {
    let event = record.get_mut("event").and_then(Value::as_object_mut);
    let Some(event) =
        event.filter(|event| event.get("type").is_some_and(|kind| kind == "attendance.changed"))
    else {
        return;
    };
    if let (Some(Value::String(seat)), Some(people)) =
        (event.remove("seat"), event.remove("people"))
    {
        event.insert("seats".into(), json!({ seat: people }));
    }
}

fn brought_up_to_date(body: &str, steps: &[Step]) -> Result<Record, String> {
    let Some((form, rest)) = said(body) else { return upcast(body, 1, steps) };
    upcast(&format!("{{{rest}"), form, steps)
}

/// The form that a record says, and what comes after it.
fn said(body: &str) -> Option<(usize, &str)> {
    let (form, rest) = body.strip_prefix(SAID)?.split_once(',')?;
    Some((form.parse().ok()?, rest))
}

fn upcast(record: &str, form: usize, steps: &[Step]) -> Result<Record, String> {
    let known = steps.len() + 1;
    if form > known {
        return Err(format!(
            "a newer program wrote it, in form {form}; this one knows form {known}. Use the newer program"
        ));
    }
    let missing = form.checked_sub(1).and_then(|n| steps.get(n..)).ok_or("there is no form 0")?;
    let read = if missing.is_empty() {
        serde_json::from_str(record)
    } else {
        serde_json::from_str(record).and_then(|mut value| {
            missing.iter().for_each(|step| step(&mut value));
            serde_json::from_value(value)
        })
    };
    read.map_err(|why| why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rostrum_proto::id::SeatId;
    use rostrum_proto::meeting::event::Event;
    use rostrum_proto::time::Timestamp;

    fn opened() -> Record {
        Record { seq: 7, at: Timestamp(1_000), by: None, event: Event::MeetingOpened {} }
    }

    #[test]
    fn a_record_says_its_form_and_is_read_again() {
        let body = write(&opened()).unwrap();
        assert_eq!(body, r#"{"form":2,"seq":7,"at":1000,"event":{"type":"meeting.opened"}}"#);
        assert_eq!(read(&body), Ok(opened()));
    }

    #[test]
    fn one_that_does_not_say_is_of_the_first_form() {
        let body = r#"{"seq":7,"at":1000,"event":{"type":"meeting.opened"}}"#;
        assert_eq!(read(body), Ok(opened()));
    }

    #[test]
    fn older_forms_are_brought_up_to_date_step_by_step() {
        // Form 1 counted seconds, form 2 called events by another member.
        let to_2: Step = |record| record["at"] = (record["at"].as_u64().unwrap() * 1000).into();
        let to_3: Step = |record| {
            let happened = record.as_object_mut().unwrap().remove("happened").unwrap();
            record["event"] = happened;
        };
        let steps = [to_2, to_3];
        for body in [
            r#"{"seq":7,"at":1,"happened":{"type":"meeting.opened"}}"#,
            r#"{"form":2,"seq":7,"at":1000,"happened":{"type":"meeting.opened"}}"#,
            r#"{"form":3,"seq":7,"at":1000,"event":{"type":"meeting.opened"}}"#,
        ] {
            assert_eq!(brought_up_to_date(body, &steps), Ok(opened()), "{body}");
        }
    }

    #[test]
    fn a_seat_of_form_1_is_one_of_several() {
        let read = read(
            r#"{"seq":7,"at":1000,"event":{"type":"attendance.changed","seat":"TUN","people":[],"chair_lost_at":9}}"#,
        );
        let seats = [(SeatId::new("TUN").unwrap(), vec![])].into();
        let event = Event::AttendanceChanged { seats, chair_lost_at: Some(Timestamp(9)) };
        assert_eq!(read.map(|record| record.event), Ok(event));
    }

    #[test]
    fn a_newer_form_and_nonsense_are_declined() {
        let newer = r#"{"form":9,"seq":7,"at":1000,"event":{"type":"meeting.opened"}}"#;
        let why = read(newer).unwrap_err();
        assert!(why.contains("form 9") && why.contains("Use the newer program"), "{why}");
        for body in ["", "{}", r#"{"form":0,"seq":1}"#, r#"{"form":1}"#, r#"{"form":-1,"seq":1}"#] {
            assert!(read(body).is_err(), "{body}");
        }
    }
}
