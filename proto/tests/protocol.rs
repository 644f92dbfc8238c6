//! PROTOCOL.md cannot drift: every example in it is read as the message it names, and written back alike.
#![allow(clippy::unwrap_used, reason = "tests say so when they fail")]

use rostrum_proto::read::{Read, Unreadable, read};
use rostrum_proto::wire::documents::{
    Arrived, Compile, Disagreements, DocumentProblem, Documents, DraftAnswer, Receipt, SaveDraft,
    SendStatement, TakenOut,
};
use rostrum_proto::wire::http::{Checked, JoinRequest, Joined, Problem, RecordProblem};
use rostrum_proto::wire::recordings::Recordings;
use rostrum_proto::wire::{ClientMessage, ServerMessage};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;

const TEXT: &str = include_str!("../PROTOCOL.md");

fn examples() -> Vec<(&'static str, &'static str)> {
    let blocks = TEXT.split("```json\n").skip(1);
    blocks.map(|block| block.split_once("\n```").unwrap().0.split_once('\n').unwrap()).collect()
}

fn golden<T: DeserializeOwned + Serialize>(example: &str) {
    let message: T = serde_json::from_str(example).unwrap_or_else(|e| panic!("{e} in {example}"));
    let text = serde_json::to_string(&message).unwrap();
    let written: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(example).unwrap());
    let mut object: serde_json::Map<String, Value> = serde_json::from_str(example).unwrap();
    object.insert("surprise".into(), Value::Bool(true));
    let strange = Value::Object(object).to_string();
    assert!(
        serde_json::from_str::<T>(&strange).is_err(),
        "an unknown field was taken in {example}"
    );
}

/// The client's reader reads the same, and refuses the same.
fn read_alike<T: Read + DeserializeOwned + Debug + PartialEq>(example: &str) {
    assert_eq!(read::<T>(example), Ok(serde_json::from_str(example).unwrap()));
    let strange = example.trim_end().strip_suffix('}').unwrap().to_owned() + r#","surprise":true}"#;
    assert_eq!(read::<T>(&strange), Err(Unreadable::unknown("surprise")));
    let object: serde_json::Map<String, Value> = serde_json::from_str(example).unwrap();
    for field in object.keys() {
        let mut fewer = object.clone();
        fewer.remove(field);
        let fewer = Value::Object(fewer).to_string();
        assert_eq!(read::<T>(&fewer).ok(), serde_json::from_str(&fewer).ok(), "{fewer}");
    }
}

#[test]
fn every_example_is_a_message() {
    let examples = examples();
    assert!(examples.len() > 20, "only {} examples found", examples.len());
    for (kind, example) in examples {
        match kind {
            "ClientMessage" => golden::<ClientMessage>(example),
            "ServerMessage" => {
                golden::<ServerMessage>(example);
                read_alike::<ServerMessage>(example);
            }
            "RecordProblem" => golden::<RecordProblem>(example),
            "JoinRequest" => golden::<JoinRequest>(example),
            "Joined" => {
                golden::<Joined>(example);
                read_alike::<Joined>(example);
            }
            "Checked" => {
                golden::<Checked>(example);
                read_alike::<Checked>(example);
            }
            "Documents" => {
                golden::<Documents>(example);
                read_alike::<Documents>(example);
            }
            "SaveDraft" => golden::<SaveDraft>(example),
            "DraftAnswer" => {
                golden::<DraftAnswer>(example);
                read_alike::<DraftAnswer>(example);
            }
            "Compile" => golden::<Compile>(example),
            "Disagreements" => golden::<Disagreements>(example),
            "SendStatement" => golden::<SendStatement>(example),
            "Receipt" => {
                golden::<Receipt>(example);
                read_alike::<Receipt>(example);
            }
            "Arrived" => {
                golden::<Arrived>(example);
                read_alike::<Arrived>(example);
            }
            "TakenOut" => {
                golden::<TakenOut>(example);
                read_alike::<TakenOut>(example);
            }
            "Recordings" => {
                golden::<Recordings>(example);
                read_alike::<Recordings>(example);
            }
            "DocumentProblem" => {
                golden::<DocumentProblem>(example);
                read_alike::<DocumentProblem>(example);
            }
            "Problem" => {
                golden::<Problem>(example);
                read_alike::<Problem>(example);
            }
            other => panic!("the document has an example of {other}, which is no message"),
        }
    }
}
