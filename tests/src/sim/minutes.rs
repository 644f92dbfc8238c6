//! A journal told as minutes.

use rostrum_proto::meeting::event::Record;
use rostrum_proto::named::Named;
use rostrum_proto::time::Timestamp;

/// One line a record.
#[must_use]
pub fn minutes(records: &[Record], from: Timestamp) -> String {
    let line = |record: &Record| {
        let at = record.at.since(from).0;
        let by = record.by.as_ref().map_or_else(String::new, |by| format!("{}: ", by.participant));
        let event = serde_json::to_value(&record.event).unwrap_or_default();
        let kind = record.event.name();
        let fields = event.as_object().into_iter().flatten().filter(|(key, _)| *key != "type");
        let fields: Vec<_> = fields.map(|(key, value)| format!("{key} {value}")).collect();
        format!(
            "{:>4}  {:>3}.{:03} s  {by}{kind} {}\n",
            record.seq,
            at / 1000,
            at % 1000,
            fields.join(", ")
        )
    };
    records.iter().skip(1).map(line).collect()
}
